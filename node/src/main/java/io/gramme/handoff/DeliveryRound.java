package io.gramme.handoff;

import io.gramme.handoff.DeliveryWindow.Bounds;
import io.gramme.handoff.DeliveryWindow.Progress;
import io.gramme.handoff.DeliveryWindow.Sent;
import io.gramme.handoff.HintRules.Recipient;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over the hints of one home, each brought to a replica of its key (Dynamo §4.6).
 *
 * <pre>
 *   begin ──► Delivering ──nothing left, or trouble, and nobody still to be heard──► Finished
 *
 *   each hint:  Send ──stored──► [Owe ──written──►] Check ──unchanged──► Remove
 * </pre>
 *
 * <p>A hint is removed only after a replica has confirmed it and if nothing was added to it since
 * it was sent; whatever else happens, it stays for the next pass. The window opens with every hint
 * that is confirmed, so that a node that has just come back is not flooded. Hints are read when
 * there is room for them, and only then.
 */
public sealed interface DeliveryRound {

  /** A slice of the node's time was granted. */
  Step<DeliveryRound, DeliveryEffect> onGranted();

  /** Here are the next hints. */
  Step<DeliveryRound, DeliveryEffect> onPage(Page page, long nowMillis);

  /** The hints could not be read. */
  Step<DeliveryRound, DeliveryEffect> onUnreadable(String why);

  /** A replica has stored a hint. */
  Step<DeliveryRound, DeliveryEffect> onStored(long request);

  /** A replica refused a hint. */
  Step<DeliveryRound, DeliveryEffect> onRefused(long request, Reason why);

  /** What the home is owed is written down, or could not be. */
  Step<DeliveryRound, DeliveryEffect> onOwed(long request, boolean isWritten);

  /** The hint that is there now was compared with what was sent. */
  Step<DeliveryRound, DeliveryEffect> onChecked(long request, boolean isConfirmed);

  /** Other nodes can be reached than before. */
  Step<DeliveryRound, DeliveryEffect> onReachable(Set<NodeId> reachable);

  /** Time has passed. */
  Step<DeliveryRound, DeliveryEffect> onTime(long nowMillis);

  /**
   * Begins a pass.
   *
   * @param bounds of what may be on its way
   * @param lastRequest the last number that an earlier pass has used
   * @param nowMillis a clock that never goes back; the same in all inputs
   */
  static Step<DeliveryRound, DeliveryEffect> begin(
      Bounds bounds, long lastRequest, long nowMillis) {
    return new Delivering(
            DeliveryWindow.begin(bounds, lastRequest),
            new Beginning(),
            Want.NOTHING,
            new Trouble(Ending.COMPLETE, ""),
            nowMillis)
        .advance();
  }

  /** From where the next hints are read. */
  sealed interface Cursor {}

  record Beginning() implements Cursor {}

  /** Behind a hint, which may be gone. */
  record Behind(Place place) implements Cursor {}

  record End() implements Cursor {}

  /**
   * A hint and who gets it.
   *
   * @param bytes as the rules count them
   */
  record Parcel(Place place, Hint hint, long bytes, Recipient to) {}

  /**
   * The next hints that somebody can get now.
   *
   * @param next behind the last that was looked at
   */
  record Page(List<Parcel> parcels, Cursor next) {

    public Page {
      parcels = List.copyOf(parcels);
    }
  }

  /** What the round has asked the shell for and has not got. */
  enum Want {
    NOTHING,
    SLICE,
    PAGE
  }

  /** Why a pass ends. */
  enum Ending {
    /** All hints were looked at. */
    COMPLETE,
    /** A replica has other things to do, or no room. */
    REFUSED,
    /** A replica did not answer in time. */
    SILENT,
    /** A replica went out of reach. */
    LOST,
    /** The hints can not be read. */
    UNREADABLE
  }

  /**
   * Why no more hints are read, {@link Ending#COMPLETE} as long as they are.
   *
   * @param what in words, for an operator
   */
  record Trouble(Ending ending, String what) {}

  /**
   * Hints are on their way, or to be read.
   *
   * @param window what is on its way
   * @param cursor from where the next hints are read
   * @param want what was asked for
   * @param sinceMillis when that was
   */
  record Delivering(
      DeliveryWindow window, Cursor cursor, Want want, Trouble trouble, long sinceMillis)
      implements DeliveryRound {

    @Override
    public Step<DeliveryRound, DeliveryEffect> onGranted() {
      if (want != Want.SLICE) return Step.to(this);
      if (!isReading()) return wanting(Want.NOTHING, sinceMillis).advance();
      return Step.to(
          wanting(Want.PAGE, sinceMillis),
          new DeliveryEffect.Read(cursor, window.room(), window.roomBytes()));
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onPage(Page page, long nowMillis) {
      if (want != Want.PAGE) return Step.to(this);
      DeliveryWindow more = window;
      List<DeliveryEffect> sends = new ArrayList<>();
      for (Parcel parcel : page.parcels()) {
        more = more.sending(parcel, nowMillis);
        sends.add(new DeliveryEffect.Send(more.progress().lastRequest(), parcel));
      }
      var next = new Delivering(more, page.next(), Want.NOTHING, trouble, nowMillis).advance();
      sends.addAll(next.effects());
      return Step.to(next.next(), sends);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onUnreadable(String why) {
      return wanting(Want.NOTHING, sinceMillis).troubled(Ending.UNREADABLE, why).advance();
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onStored(long request) {
      Optional<Sent> sent = window.unstored(request);
      if (sent.isEmpty()) return Step.to(this);
      Parcel parcel = sent.get().parcel();
      return Step.to(
          with(window.stored(request)),
          parcel.to().leavesDebt()
              ? new DeliveryEffect.Owe(request, parcel.place().partition())
              : new DeliveryEffect.Check(request, parcel));
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onRefused(long request, Reason why) {
      Optional<Sent> sent = window.unstored(request);
      if (sent.isEmpty()) return Step.to(this);
      String what = sent.get().parcel().to().node() + " refused: " + why;
      Delivering next = with(window.without(request));
      return switch (why) {
        case RECORD_DAMAGED,
            NO_SUCH_PARTITION,
            TOO_MANY_SIBLINGS,
            OBJECT_TOO_LARGE,
            ANSWER_TOO_LARGE,
            RING_MOVED,
            NOT_YET ->
            next.with(new Trouble(trouble.ending(), what)).advance();
        case OVERLOADED, HINTS_FULL, STALE, DISK_FULL, STORE_FAILED ->
            next.troubled(Ending.REFUSED, what).advance();
      };
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onOwed(long request, boolean isWritten) {
      Optional<Sent> sent = window.confirmed(request);
      if (sent.isEmpty()) return Step.to(this);
      if (isWritten) return Step.to(this, new DeliveryEffect.Check(request, sent.get().parcel()));
      return with(window.without(request))
          .troubled(Ending.UNREADABLE, "what is owed could not be written down")
          .advance();
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onChecked(long request, boolean isConfirmed) {
      Optional<Sent> sent = window.confirmed(request);
      if (sent.isEmpty()) return Step.to(this);
      if (!isConfirmed) return with(window.without(request)).advance();
      return with(window.removed(request))
          .advance()
          .after(new DeliveryEffect.Remove(sent.get().parcel()));
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onReachable(Set<NodeId> reachable) {
      Delivering next = this;
      var lost =
          window.those(sent -> !sent.isStored() && !reachable.contains(sent.parcel().to().node()));
      for (Map.Entry<Long, Sent> each : lost.entrySet()) {
        NodeId to = each.getValue().parcel().to().node();
        next =
            next.with(next.window.without(each.getKey()))
                .troubled(Ending.LOST, to + " went out of reach");
      }
      return next.advance();
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onTime(long nowMillis) {
      Delivering next = this;
      var late = window.those(sent -> nowMillis >= sent.deadlineMillis());
      for (Map.Entry<Long, Sent> each : late.entrySet()) {
        NodeId to = each.getValue().parcel().to().node();
        next =
            next.with(next.window.without(each.getKey()))
                .troubled(Ending.SILENT, to + " did not answer in time");
      }
      boolean isForgotten =
          want != Want.NOTHING && nowMillis - sinceMillis >= window.bounds().patienceMillis();
      return (isForgotten ? next.wanting(Want.NOTHING, nowMillis) : next).advance();
    }

    /** Asks for more if there is room for it, and ends if nothing is left to be done. */
    Step<DeliveryRound, DeliveryEffect> advance() {
      if (window.isEmpty() && !isReading())
        return Step.to(new Finished(trouble, window.progress()));
      if (want != Want.NOTHING || !isReading() || !window.isOpen()) return Step.to(this);
      return Step.to(wanting(Want.SLICE, sinceMillis), new DeliveryEffect.AskSlice());
    }

    private boolean isReading() {
      return trouble.ending() == Ending.COMPLETE && !(cursor instanceof End);
    }

    private Delivering with(DeliveryWindow other) {
      return new Delivering(other, cursor, want, trouble, sinceMillis);
    }

    private Delivering with(Trouble other) {
      return new Delivering(window, cursor, want, other, sinceMillis);
    }

    /** The first trouble is the reason; what follows from it is not. */
    private Delivering troubled(Ending ending, String what) {
      return trouble.ending() == Ending.COMPLETE ? with(new Trouble(ending, what)) : this;
    }

    private Delivering wanting(Want other, long millis) {
      return new Delivering(window, cursor, other, trouble, millis);
    }
  }

  /** Nothing more can happen; stragglers are ignored, and their hints stay for the next pass. */
  record Finished(Trouble trouble, Progress progress) implements DeliveryRound {

    @Override
    public Step<DeliveryRound, DeliveryEffect> onGranted() {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onPage(Page page, long nowMillis) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onUnreadable(String why) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onStored(long request) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onRefused(long request, Reason why) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onOwed(long request, boolean isWritten) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onChecked(long request, boolean isConfirmed) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onReachable(Set<NodeId> reachable) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, DeliveryEffect> onTime(long nowMillis) {
      return Step.to(this);
    }
  }
}

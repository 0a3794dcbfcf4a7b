package io.gramme.handoff;

import io.gramme.handoff.HintRules.Recipient;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
  Step<DeliveryRound, Effect> onGranted();

  /** Here are the next hints. */
  Step<DeliveryRound, Effect> onPage(Page page, long nowMillis);

  /** The hints could not be read. */
  Step<DeliveryRound, Effect> onUnreadable(String why);

  /** A replica has stored a hint. */
  Step<DeliveryRound, Effect> onStored(long request);

  /** A replica refused a hint. */
  Step<DeliveryRound, Effect> onRefused(long request, Reason why);

  /** What the home is owed is written down, or could not be. */
  Step<DeliveryRound, Effect> onOwed(long request, boolean isWritten);

  /** The hint that is there now was compared with what was sent. */
  Step<DeliveryRound, Effect> onChecked(long request, boolean isConfirmed);

  /** Other nodes can be reached than before. */
  Step<DeliveryRound, Effect> onReachable(Set<NodeId> reachable);

  /** Time has passed. */
  Step<DeliveryRound, Effect> onTime(long nowMillis);

  /**
   * Begins a pass.
   *
   * @param bounds of what may be on its way
   * @param lastRequest the last number that an earlier pass has used
   * @param nowMillis a clock that never goes back; the same in all inputs
   */
  static Step<DeliveryRound, Effect> begin(Bounds bounds, long lastRequest, long nowMillis) {
    return new Delivering(
            bounds,
            new Beginning(),
            new TreeMap<>(),
            new Progress(lastRequest, 0, 0),
            Want.NOTHING,
            new Trouble(Ending.COMPLETE, ""),
            nowMillis)
        .advance();
  }

  /**
   * Bounds of what may be on its way.
   *
   * @param window hints, at least 1
   * @param windowBytes bytes of them, beyond which one hint may reach
   * @param patienceMillis how long each may take
   */
  record Bounds(int window, long windowBytes, long patienceMillis) {}

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

  /** A parcel on its way. */
  record Sent(Parcel parcel, long deadlineMillis, boolean isStored) {

    Sent stored() {
      return new Sent(parcel, deadlineMillis, true);
    }
  }

  /**
   * Numbers of one pass.
   *
   * @param lastRequest that was used
   * @param confirmed hints that a replica has stored
   * @param removed those of them that are gone from here
   */
  record Progress(long lastRequest, int confirmed, int removed) {}

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
   * @param cursor from where the next hints are read
   * @param outstanding by request
   * @param want what was asked for
   * @param sinceMillis when that was
   */
  record Delivering(
      Bounds bounds,
      Cursor cursor,
      SortedMap<Long, Sent> outstanding,
      Progress progress,
      Want want,
      Trouble trouble,
      long sinceMillis)
      implements DeliveryRound {

    @Override
    public Step<DeliveryRound, Effect> onGranted() {
      if (want != Want.SLICE) return Step.to(this);
      if (!isReading()) return wanting(Want.NOTHING, sinceMillis).advance();
      return Step.to(wanting(Want.PAGE, sinceMillis), new Read(cursor, room(), roomBytes()));
    }

    @Override
    public Step<DeliveryRound, Effect> onPage(Page page, long nowMillis) {
      if (want != Want.PAGE) return Step.to(this);
      SortedMap<Long, Sent> more = new TreeMap<>(outstanding);
      List<Effect> sends = new ArrayList<>();
      long request = progress.lastRequest();
      for (Parcel parcel : page.parcels()) {
        more.put(++request, new Sent(parcel, nowMillis + bounds.patienceMillis(), false));
        sends.add(new Send(request, parcel));
      }
      Progress now = new Progress(request, progress.confirmed(), progress.removed());
      var next =
          new Delivering(bounds, page.next(), more, now, Want.NOTHING, trouble, nowMillis)
              .advance();
      sends.addAll(next.effects());
      return Step.to(next.next(), sends);
    }

    @Override
    public Step<DeliveryRound, Effect> onUnreadable(String why) {
      return wanting(Want.NOTHING, sinceMillis).troubled(Ending.UNREADABLE, why).advance();
    }

    @Override
    public Step<DeliveryRound, Effect> onStored(long request) {
      Sent sent = outstanding.get(request);
      if (sent == null || sent.isStored()) return Step.to(this);
      Progress more =
          new Progress(progress.lastRequest(), progress.confirmed() + 1, progress.removed());
      Delivering next = with(request, sent.stored()).with(more);
      Parcel parcel = sent.parcel();
      return Step.to(
          next,
          parcel.to().leavesDebt()
              ? new Owe(request, parcel.place().partition())
              : new Check(request, parcel));
    }

    @Override
    public Step<DeliveryRound, Effect> onRefused(long request, Reason why) {
      Sent sent = outstanding.get(request);
      if (sent == null || sent.isStored()) return Step.to(this);
      String what = sent.parcel().to().node() + " refused: " + why;
      Delivering next = without(request);
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
    public Step<DeliveryRound, Effect> onOwed(long request, boolean isWritten) {
      Sent sent = outstanding.get(request);
      if (sent == null || !sent.isStored()) return Step.to(this);
      if (isWritten) return Step.to(this, new Check(request, sent.parcel()));
      return without(request)
          .troubled(Ending.UNREADABLE, "what is owed could not be written down")
          .advance();
    }

    @Override
    public Step<DeliveryRound, Effect> onChecked(long request, boolean isConfirmed) {
      Sent sent = outstanding.get(request);
      if (sent == null || !sent.isStored()) return Step.to(this);
      if (!isConfirmed) return without(request).advance();
      Progress more =
          new Progress(progress.lastRequest(), progress.confirmed(), progress.removed() + 1);
      return without(request).with(more).advance().after(new Remove(sent.parcel()));
    }

    @Override
    public Step<DeliveryRound, Effect> onReachable(Set<NodeId> reachable) {
      Delivering next = this;
      for (Map.Entry<Long, Sent> each : outstanding.entrySet()) {
        NodeId to = each.getValue().parcel().to().node();
        if (each.getValue().isStored() || reachable.contains(to)) continue;
        next = next.without(each.getKey()).troubled(Ending.LOST, to + " went out of reach");
      }
      return next.advance();
    }

    @Override
    public Step<DeliveryRound, Effect> onTime(long nowMillis) {
      Delivering next = this;
      for (Map.Entry<Long, Sent> each : outstanding.entrySet()) {
        if (nowMillis < each.getValue().deadlineMillis()) continue;
        NodeId to = each.getValue().parcel().to().node();
        next = next.without(each.getKey()).troubled(Ending.SILENT, to + " did not answer in time");
      }
      boolean isForgotten =
          want != Want.NOTHING && nowMillis - sinceMillis >= bounds.patienceMillis();
      return (isForgotten ? next.wanting(Want.NOTHING, nowMillis) : next).advance();
    }

    /** Asks for more if there is room for it, and ends if nothing is left to be done. */
    Step<DeliveryRound, Effect> advance() {
      if (outstanding.isEmpty() && !isReading()) return Step.to(new Finished(trouble, progress));
      boolean isTime = want == Want.NOTHING && isReading() && room() > 0;
      if (!isTime || room() < allowed() / 2 || roomBytes() < bounds.windowBytes() / 2)
        return Step.to(this);
      return Step.to(wanting(Want.SLICE, sinceMillis), new AskSlice());
    }

    private boolean isReading() {
      return trouble.ending() == Ending.COMPLETE && !(cursor instanceof End);
    }

    private int allowed() {
      return Math.min(bounds.window(), progress.confirmed() + 1);
    }

    private int room() {
      return allowed() - outstanding.size();
    }

    private long roomBytes() {
      return bounds.windowBytes()
          - outstanding.values().stream().mapToLong(sent -> sent.parcel().bytes()).sum();
    }

    private Delivering with(long request, Sent sent) {
      SortedMap<Long, Sent> others = new TreeMap<>(outstanding);
      others.put(request, sent);
      return new Delivering(bounds, cursor, others, progress, want, trouble, sinceMillis);
    }

    private Delivering without(long request) {
      SortedMap<Long, Sent> others = new TreeMap<>(outstanding);
      others.remove(request);
      return new Delivering(bounds, cursor, others, progress, want, trouble, sinceMillis);
    }

    private Delivering with(Progress other) {
      return new Delivering(bounds, cursor, outstanding, other, want, trouble, sinceMillis);
    }

    private Delivering with(Trouble other) {
      return new Delivering(bounds, cursor, outstanding, progress, want, other, sinceMillis);
    }

    /** The first trouble is the reason; what follows from it is not. */
    private Delivering troubled(Ending ending, String what) {
      return trouble.ending() == Ending.COMPLETE ? with(new Trouble(ending, what)) : this;
    }

    private Delivering wanting(Want other, long millis) {
      return new Delivering(bounds, cursor, outstanding, progress, other, trouble, millis);
    }
  }

  /** Nothing more can happen; stragglers are ignored, and their hints stay for the next pass. */
  record Finished(Trouble trouble, Progress progress) implements DeliveryRound {

    @Override
    public Step<DeliveryRound, Effect> onGranted() {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onPage(Page page, long nowMillis) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onUnreadable(String why) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onStored(long request) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onRefused(long request, Reason why) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onOwed(long request, boolean isWritten) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onChecked(long request, boolean isConfirmed) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onReachable(Set<NodeId> reachable) {
      return Step.to(this);
    }

    @Override
    public Step<DeliveryRound, Effect> onTime(long nowMillis) {
      return Step.to(this);
    }
  }

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  /** Ask for a slice of the node's time. */
  record AskSlice() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.askSlice();
    }
  }

  /**
   * Read the next hints.
   *
   * @param most so many at the most
   * @param bytes so many bytes at the most, but one hint at the least
   */
  record Read(Cursor from, int most, long bytes) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.read(from, most, bytes);
    }
  }

  /** Send a hint to its recipient. */
  record Send(long request, Parcel parcel) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.send(request, parcel);
    }
  }

  /** Write down that the home is owed a partition. */
  record Owe(long request, int partition) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.owe(request, partition);
    }
  }

  /** Compare the hint that is there now with what was sent. */
  record Check(long request, Parcel parcel) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.check(request, parcel);
    }
  }

  /** Remove the hint, in the turn in which it was compared. */
  record Remove(Parcel parcel) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.remove(parcel);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void askSlice();

    void read(Cursor from, int most, long bytes);

    void send(long request, Parcel parcel);

    void owe(long request, int partition);

    void check(long request, Parcel parcel);

    void remove(Parcel parcel);
  }
}

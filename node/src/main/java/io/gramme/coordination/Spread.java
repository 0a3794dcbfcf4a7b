package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.coordination.Place.State;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a version that was made has got to (Dynamo §4.6, hinted handoff): one place for each
 * primary, and what is known of it.
 *
 * <pre>
 *   WAITING ──failed, silent──► LENT ⟲ next stand-in ──nobody left──► QUEUED ──► KEEPING ──► OWED
 *    │ └──stored─────────────────┴──stored, there or at home──► SAFE ◄──stored here──┘
 *    └──ring moved──► MOVED
 * </pre>
 *
 * <p>The rule it keeps: a place ends as SAFE (the primary has it, or somebody keeps a hint for it)
 * or as OWED or MOVED (this node's hints were told to have the partition compared). What comes late
 * counts. Nobody stands in for a primary that knows of a later ring: whoever reads by that ring may
 * have left the stand-in behind, so that its word would count for a reader who is never there.
 *
 * @param siblings all that was in the coordinating replica when it made the version
 * @param places in the order of the plan's primaries, and of the tally's seats
 * @param reachable what this node thinks it can reach
 * @param fallbacksTried how many of the plan's fallbacks were asked or passed over
 * @param keeping the place for which this node's own hints were asked and have not answered, {@link
 *     #NOBODY}, or {@link #SILENT} once they let us wait too long
 */
record Spread(
    WritePlan plan,
    NodeId self,
    Siblings siblings,
    Tally tally,
    List<Place> places,
    Set<NodeId> reachable,
    int fallbacksTried,
    int keeping) {

  private static final int NOBODY = -1;

  /** Not asked again: an answer that came after all could not be told from that to a second. */
  private static final int SILENT = -2;

  Spread {
    places = List.copyOf(places);
  }

  /** The version is stored here: tells the other primaries, and stand-ins of the unreachable. */
  static Step<Spread, WriteEffect> begin(
      WritePlan plan, NodeId self, Siblings siblings, Set<NodeId> reachable) {
    List<NodeId> homes = plan.primaries();
    boolean isAtHome = homes.contains(self);
    int made = isAtHome ? homes.indexOf(self) : 0;
    Tally tally = plan.unanswered();
    boolean durable = plan.isDurable(0);
    tally = isAtHome ? tally.agree(made, durable) : tally.standInAgrees(made, durable);
    Spread empty = new Spread(plan, self, siblings, tally, List.of(), reachable, 0, NOBODY);
    Draft draft = empty.new Draft();
    for (int seat = 0; seat < homes.size(); seat++) {
      State state = seat == made ? State.SAFE : State.WAITING;
      draft.places.add(new Place(homes.get(seat), 0, state, List.of()));
    }
    Keepers.Ranks ranks = plan.keepers().ranks();
    ranks.next(made);
    for (int seat : othersReachableFirst(homes, made, reachable)) {
      draft.tell(seat, ranks.next(seat));
    }
    // Made in the place of a primary that, as seen from here, can be told as well.
    if (!isAtHome) draft.tell(made, 0);
    draft.teach();
    return draft.done();
  }

  /** Whoever is asked first syncs, if anyone must: not one that is known not to hear it. */
  private static List<Integer> othersReachableFirst(
      List<NodeId> homes, int made, Set<NodeId> reachable) {
    List<Integer> others = new ArrayList<>(homes.size());
    for (int seat = 0; seat < homes.size(); seat++) if (seat != made) others.add(seat);
    others.sort(Comparator.comparing(seat -> !reachable.contains(homes.get(seat))));
    return others;
  }

  /** Whether every primary has the version, or a hint somewhere, or is owed a comparison. */
  boolean isSettled() {
    for (Place place : places) if (!place.isSettled()) return false;
    return true;
  }

  /** A primary, a stand-in or this node's own hints have it. */
  Step<Spread, WriteEffect> onStored(NodeId from) {
    Draft draft = new Draft();
    if (from.equals(self)) {
      draft.keptHere();
    } else {
      int seat = plan.primaries().indexOf(from);
      if (seat >= 0) draft.storedAtHome(seat);
      else seatLentTo(from).ifPresent(lent -> draft.storedBy(from, lent));
    }
    return draft.done();
  }

  /** A primary, a stand-in or this node's own hints will not take it. */
  Step<Spread, WriteEffect> onRefused(NodeId from, Reason why) {
    Draft draft = new Draft();
    if (from.equals(self)) draft.notKeptHere();
    else if (why == Reason.RING_MOVED) draft.movedOn(from);
    else draft.failed(from);
    return draft.done();
  }

  /** A node is known to be out of reach now. */
  Step<Spread, WriteEffect> onLost(NodeId node) {
    Set<NodeId> fewer = new HashSet<>(reachable);
    fewer.remove(node);
    Draft draft = withReachable(fewer).new Draft();
    draft.failed(node);
    return draft.done();
  }

  /** Whoever was told has had time enough: somebody else is told. Their late answers count. */
  Step<Spread, WriteEffect> onPatienceEnded() {
    Draft draft = new Draft();
    if (keeping >= 0) draft.giveUpKeeping();
    for (int seat = 0; seat < places.size(); seat++) {
      State state = draft.places.get(seat).state();
      if (state == State.WAITING || state == State.LENT) draft.lend(seat);
    }
    return draft.done();
  }

  /** There is no time to ask anybody else: what is missing is kept here. */
  Step<Spread, WriteEffect> onDeadline() {
    Draft draft = new Draft();
    for (int seat = 0; seat < places.size(); seat++) {
      State state = places.get(seat).state();
      if (state == State.WAITING || state == State.LENT) draft.keepHere(seat);
    }
    return draft.done();
  }

  /** The refusal that tells the client of a shortfall, or that the ring has gone on meanwhile. */
  Refusal refusal(Optional<Tally.Shortfall> shortfall) {
    for (Place place : places) {
      if (place.state() == State.MOVED) return new Refusal.RingMoved();
    }
    return Refusal.of(shortfall);
  }

  private Optional<Integer> seatLentTo(NodeId standIn) {
    for (int seat = 0; seat < places.size(); seat++) {
      if (places.get(seat).standIns().contains(standIn)) return Optional.of(seat);
    }
    return Optional.empty();
  }

  private Spread withReachable(Set<NodeId> nodes) {
    return new Spread(
        plan, self, siblings, tally, places, Set.copyOf(nodes), fallbacksTried, keeping);
  }

  /** What becomes of a spread while one input is taken in. */
  private final class Draft {

    private final List<Place> places = new ArrayList<>(Spread.this.places);
    private final List<WriteEffect> effects = new ArrayList<>();
    private Tally tally = Spread.this.tally;
    private int fallbacksTried = Spread.this.fallbacksTried;
    private int keeping = Spread.this.keeping;
    private boolean mustWait;

    /** Tells a primary; one that can not be reached is stood in for at once, unless it is safe. */
    void tell(int seat, int rank) {
      Place place = places.get(seat);
      places.set(seat, new Place(place.home(), rank, place.state(), List.of()));
      if (reachable.contains(place.home())) {
        effects.add(new WriteEffect.Replicate(place.home(), siblings, plan.durabilityOf(rank)));
      } else {
        tally = tally.fail(seat);
        if (place.state() == State.WAITING) lend(seat);
      }
    }

    void storedAtHome(int seat) {
      tally = tally.agree(seat, plan.isDurable(places.get(seat).rank()));
      places.set(seat, places.get(seat).as(State.SAFE));
    }

    void storedBy(NodeId standIn, int seat) {
      Place place = places.get(seat);
      tally = tally.standInAgrees(seat, plan.isDurable(place.rank()));
      places.set(seat, place.without(standIn).as(State.SAFE));
    }

    void failed(NodeId node) {
      int seat = plan.primaries().indexOf(node);
      if (seat >= 0) {
        tally = tally.fail(seat);
        if (places.get(seat).state() == State.WAITING) lend(seat);
      } else {
        seatLentTo(node).ifPresent(lent -> standInFailed(node, lent));
      }
    }

    /** Only a primary looks at the ring; a stand-in that it has by then is left alone. */
    void movedOn(NodeId primary) {
      int seat = plan.primaries().indexOf(primary);
      if (seat < 0) return;
      tally = tally.fail(seat);
      if (places.get(seat).state() == State.WAITING) owe(seat, State.MOVED);
    }

    /** Whoever is to keep the key is told what is written; what it misses it gets by comparison. */
    void teach() {
      for (NodeId learner : plan.keepers().learners()) {
        if (reachable.contains(learner))
          effects.add(new WriteEffect.Teach(learner, siblings, plan.durability()));
      }
    }

    private void standInFailed(NodeId standIn, int seat) {
      Place place = places.get(seat);
      List<NodeId> told = place.standIns();
      boolean isNewest = told.get(told.size() - 1).equals(standIn);
      tally = tally.standInFails(seat);
      places.set(seat, place.without(standIn));
      if (isNewest && place.state() == State.LENT) lend(seat);
    }

    /** To the next fallback that can be reached; where there is none, to this node's own hints. */
    void lend(int seat) {
      Place place = places.get(seat);
      while (fallbacksTried < plan.fallbacks().size()) {
        NodeId next = plan.fallbacks().get(fallbacksTried++);
        if (next.equals(self) || !reachable.contains(next)) continue;
        places.set(seat, place.lentTo(next));
        tally = tally.askStandIn(seat);
        Durability durability = plan.durabilityOf(place.rank());
        effects.add(new WriteEffect.Keep(next, place.home(), siblings, durability));
        mustWait = true;
        return;
      }
      keepHere(seat);
    }

    void keepHere(int seat) {
      if (keeping == SILENT) {
        owe(seat);
      } else {
        places.set(seat, places.get(seat).as(State.QUEUED));
        keepNext();
      }
    }

    /** One at a time, since the answer does not say for which home it is. */
    private void keepNext() {
      for (int seat = 0; seat < places.size() && keeping == NOBODY; seat++) {
        Place place = places.get(seat);
        if (place.state() != State.QUEUED) continue;
        places.set(seat, place.as(State.KEEPING));
        Durability durability = plan.durabilityOf(place.rank());
        effects.add(new WriteEffect.KeepHere(place.home(), siblings, durability));
        keeping = seat;
        mustWait = true;
      }
    }

    void keptHere() {
      if (keeping < 0) return;
      places.set(keeping, places.get(keeping).as(State.SAFE));
      keeping = NOBODY;
      keepNext();
    }

    void notKeptHere() {
      if (keeping < 0) return;
      int refused = keeping;
      keeping = NOBODY;
      if (!places.get(refused).isSettled()) owe(refused);
      keepNext();
    }

    void giveUpKeeping() {
      keeping = SILENT;
      for (int seat = 0; seat < places.size(); seat++) {
        State state = places.get(seat).state();
        if (state == State.KEEPING || state == State.QUEUED) owe(seat);
      }
    }

    private void owe(int seat) {
      owe(seat, State.OWED);
    }

    private void owe(int seat, State as) {
      Place place = places.get(seat);
      places.set(seat, place.as(as));
      effects.add(new WriteEffect.Owe(place.home()));
    }

    Step<Spread, WriteEffect> done() {
      if (mustWait) effects.add(new WriteEffect.Wait());
      Spread next =
          new Spread(plan, self, siblings, tally, places, reachable, fallbacksTried, keeping);
      return Step.to(next, effects);
    }
  }
}

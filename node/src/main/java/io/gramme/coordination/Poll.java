package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Home;
import io.gramme.quorum.Tally.Seat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a read has asked, and what they have said.
 *
 * @param tally by the seats of the plan's primaries
 * @param answers in the order in which they came
 * @param standIns the fallbacks asked, in that order
 * @param moved the primaries that refused since the ring has gone on; nobody stands in for them: a
 *     hint may be older than what the ring has gone on to
 * @param reachable what this node thinks it can reach
 * @param fallbacksTried how many of the plan's fallbacks were asked or passed over
 */
record Poll(
    ReadPlan plan,
    Tally tally,
    List<Answer> answers,
    List<StandIn> standIns,
    Set<NodeId> moved,
    Set<NodeId> reachable,
    int fallbacksTried) {

  /**
   * What one node answered.
   *
   * @param isPrimary whether the key is at home there
   * @param isInformed whether nothing found means that nothing is there
   */
  record Answer(NodeId from, Siblings found, boolean isPrimary, boolean isInformed) {

    boolean foundNothing() {
      return isInformed && found.isEmpty();
    }
  }

  /** A fallback that was asked in the place of the primary of a seat. */
  record StandIn(NodeId node, int seat, boolean isHeard) {}

  Poll {
    answers = List.copyOf(answers);
    standIns = List.copyOf(standIns);
  }

  /** Asks every primary that can be reached, and a fallback for each other. */
  static Step<Poll, ReadEffect> begin(ReadPlan plan, Set<NodeId> reachable) {
    Poll poll = new Poll(plan, plan.unanswered(), List.of(), List.of(), Set.of(), reachable, 0);
    List<ReadEffect> effects = new ArrayList<>(plan.primaries().size());
    for (int seat = 0; seat < plan.primaries().size(); seat++) {
      NodeId primary = plan.primaries().get(seat);
      if (reachable.contains(primary)) {
        effects.add(new ReadEffect.Ask(primary));
      } else {
        Step<Poll, ReadEffect> look = poll.with(poll.tally.fail(seat)).look(seat);
        poll = look.next();
        effects.addAll(look.effects());
      }
    }
    return Step.to(poll, effects);
  }

  /**
   * Takes in an answer. The first of a node counts, also if the node had been given up; what a
   * replica does not find counts only if it knows, and what a fallback does not find never.
   */
  Poll answered(NodeId from, Siblings found, boolean knows) {
    int seat = plan.primaries().indexOf(from);
    if (seat < 0) return standInAnswered(from, found);
    if (hasAnswered(from)) return this;
    boolean isInformed = knows || !found.isEmpty();
    boolean counts = !found.isEmpty() || knows && plan.notfoundOk();
    return with(counts ? tally.agree(seat, false) : tally.fail(seat))
        .with(new Answer(from, found, true, isInformed));
  }

  private Poll standInAnswered(NodeId from, Siblings found) {
    if (!isAwaitedStandIn(from)) return this;
    int seat = seatOf(from);
    if (found.isEmpty()) return heard(from).with(tally.standInFails(seat));
    return heard(from)
        .with(tally.standInAgrees(seat, false))
        .with(new Answer(from, found, false, true));
  }

  /** A node refused, or is known to be out of reach; it is not asked again. */
  Poll failed(NodeId from) {
    int seat = plan.primaries().indexOf(from);
    if (seat >= 0) return with(tally.fail(seat));
    return isAwaitedStandIn(from)
        ? heard(from).with(tally.standInFails(seatOf(from)))
        : withoutReach(from);
  }

  /** A primary refused since the ring has gone on from the plan; it is not asked again. */
  Poll movedOn(NodeId from) {
    int seat = plan.primaries().indexOf(from);
    if (seat < 0) return this;
    Set<NodeId> more = new HashSet<>(moved);
    more.add(from);
    return new Poll(
        plan, tally.fail(seat), answers, standIns, Set.copyOf(more), reachable, fallbacksTried);
  }

  /** Asks the first stand-in for a primary that is of no use, unless that was done before. */
  Step<Poll, ReadEffect> replace(NodeId primary) {
    int seat = plan.primaries().indexOf(primary);
    boolean isReplaced = seat < 0 || standIns.stream().anyMatch(it -> it.seat() == seat);
    return isReplaced ? Step.to(this) : look(seat);
  }

  /** Asks one fallback for each primary that is silent. */
  Step<Poll, ReadEffect> hedge() {
    Poll poll = this;
    List<ReadEffect> effects = new ArrayList<>();
    for (int seat = 0; seat < tally.seats().size(); seat++) {
      Seat it = tally.seats().get(seat);
      if (it.isTaken() || it.home() != Home.ASKED) continue;
      Step<Poll, ReadEffect> look = poll.replace(plan.primaries().get(seat));
      poll = look.next();
      effects.addAll(look.effects());
    }
    return Step.to(poll, effects);
  }

  /**
   * Asks as many more fallbacks as the needs take, or none if there are too few. For a read that
   * would be refused otherwise: to ask them all each time would burden those who are left.
   */
  Step<Poll, ReadEffect> lookFurther() {
    Poll poll = this;
    List<ReadEffect> effects = new ArrayList<>();
    for (int seat = 0; seat < tally.seats().size(); seat++) {
      if (poll.tally.verdict() != Tally.Verdict.OUT_OF_REACH) break;
      if (tally.seats().get(seat).isTaken() || tally.seats().get(seat).isOpen()) continue;
      if (isKnownToLack(seat) || moved.contains(plan.primaries().get(seat))) continue;
      Step<Poll, ReadEffect> look = poll.look(seat);
      poll = look.next();
      effects.addAll(look.effects());
    }
    return poll.tally.verdict() == Tally.Verdict.OUT_OF_REACH
        ? Step.to(this)
        : Step.to(poll, effects);
  }

  private boolean isKnownToLack(int seat) {
    NodeId home = plan.primaries().get(seat);
    return answers.stream().anyMatch(it -> it.isInformed() && it.from().equals(home));
  }

  /** The next fallback that can be reached, if there is one. */
  private Step<Poll, ReadEffect> look(int seat) {
    for (int i = fallbacksTried; i < plan.fallbacks().size(); i++) {
      NodeId next = plan.fallbacks().get(i);
      if (!reachable.contains(next)) continue;
      List<StandIn> more = new ArrayList<>(standIns);
      more.add(new StandIn(next, seat, false));
      return Step.to(
          new Poll(plan, tally.askStandIn(seat), answers, more, moved, reachable, i + 1),
          new ReadEffect.Look(next));
    }
    return Step.to(this);
  }

  /** Everything that was said, as the bucket has it. */
  Siblings merged() {
    Siblings merged = Siblings.NONE;
    for (Answer answer : answers) merged = merged.merge(answer.found());
    return plan.terms().reconciliation().settle(merged);
  }

  boolean somethingFound() {
    return answers.stream().anyMatch(answer -> !answer.found().isEmpty());
  }

  /** Whether most of the primaries know that there is nothing, in each of their groups. */
  boolean mostFoundNothing() {
    for (Group group : plan.keepers().groups()) {
      int nothing = 0;
      for (int seat : group.seats()) if (foundNothing(seat)) nothing++;
      if (nothing <= group.size() / 2) return false;
    }
    return true;
  }

  private boolean foundNothing(int seat) {
    NodeId home = plan.primaries().get(seat);
    for (Answer answer : answers) {
      if (answer.from().equals(home)) return answer.foundNothing();
    }
    return false;
  }

  /** Primaries whose empty answer means nothing. */
  List<NodeId> uninformed() {
    return answers.stream().filter(answer -> !answer.isInformed()).map(Answer::from).toList();
  }

  /** The refusal that tells the client of a shortfall, or that the ring has gone on meanwhile. */
  Refusal refusal(Optional<Tally.Shortfall> shortfall) {
    return moved.isEmpty() ? Refusal.of(shortfall, uninformed()) : new Refusal.RingMoved();
  }

  /** Whether a primary refused, was lost or does not know. */
  boolean someoneFailed() {
    for (int seat = 0; seat < tally.seats().size(); seat++) {
      if (tally.seats().get(seat).home() == Home.FAILED && !isKnownToLack(seat)) return true;
    }
    return false;
  }

  boolean hasAnswered(NodeId node) {
    for (Answer answer : answers) if (answer.from().equals(node)) return true;
    return false;
  }

  private boolean isAwaitedStandIn(NodeId node) {
    return standIns.stream().anyMatch(it -> it.node().equals(node) && !it.isHeard());
  }

  private int seatOf(NodeId standIn) {
    for (StandIn it : standIns) if (it.node().equals(standIn)) return it.seat();
    throw new IllegalArgumentException(standIn + " stands in for nobody");
  }

  private Poll with(Tally next) {
    return new Poll(plan, next, answers, standIns, moved, reachable, fallbacksTried);
  }

  private Poll with(Answer answer) {
    List<Answer> more = new ArrayList<>(answers.size() + 1);
    more.addAll(answers);
    more.add(answer);
    return new Poll(plan, tally, more, standIns, moved, reachable, fallbacksTried);
  }

  private Poll heard(NodeId standIn) {
    List<StandIn> all = new ArrayList<>(standIns);
    all.replaceAll(it -> it.node().equals(standIn) ? new StandIn(standIn, it.seat(), true) : it);
    return new Poll(plan, tally, answers, all, moved, reachable, fallbacksTried);
  }

  private Poll withoutReach(NodeId node) {
    Set<NodeId> fewer = new HashSet<>(reachable);
    fewer.remove(node);
    return new Poll(plan, tally, answers, standIns, moved, Set.copyOf(fewer), fallbacksTried);
  }
}

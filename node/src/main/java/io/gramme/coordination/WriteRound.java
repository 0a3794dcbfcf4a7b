package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One write (Dynamo §4.5, §4.6, §5), from the choice of its coordinator until every primary has the
 * version, a hint somewhere, or is owed a comparison.
 *
 * <pre>
 *             ┌─failed, silent: next candidate
 *             ▼  │
 *   begin ──► Making ──made here──► Replicating ──enough──► Settled ──everywhere──► Finished
 *                │                        └─out of reach, deadline─┘                   ▲
 *                └──made elsewhere, nobody left, deadline──────────────────────────────┘
 * </pre>
 *
 * <p>The version is made by one node, since it is named after it: a primary or, where none can do
 * it, a fallback in the place of the first. The candidates are tried in turn: one that refuses, is
 * lost or is silent makes room for the next. Trying again may leave two versions of one write as
 * siblings; it can not lose one. One that knows of a later ring than the plan ends the round: no
 * fallback may do what it would not.
 */
public sealed interface WriteRound {

  /**
   * This node made the version and stored it, in its replica or among its hints.
   *
   * @param siblings all that is stored there now
   * @param reachable what this node thinks it can reach now
   */
  Step<WriteRound, WriteEffect> onMade(Siblings siblings, Set<NodeId> reachable);

  /** A replica, or the hints of a node, stored it. */
  Step<WriteRound, WriteEffect> onStored(NodeId from);

  /** A replica, or the hints of a node, refused. */
  Step<WriteRound, WriteEffect> onRefused(NodeId from, Reason why);

  /** A node is known to be out of reach now. */
  Step<WriteRound, WriteEffect> onLost(NodeId node);

  /** A node that the write was forwarded to says what it came to. */
  Step<WriteRound, WriteEffect> onForwardAnswered(NodeId from, WriteOutcome outcome);

  /** As long as {@link WriteEffect.Wait} asks for has passed since it did so last. */
  Step<WriteRound, WriteEffect> onPatienceEnded();

  /**
   * The request's time is up, or this node has no room for rounds that only wait: the client is
   * answered, and nobody else is asked.
   */
  Step<WriteRound, WriteEffect> onDeadline();

  /**
   * Finds a coordinator.
   *
   * @param self this node
   * @param rules of this node's replicas, for telling the client a limit that it has met
   * @param candidates who may coordinate, in order of preference, all reachable when chosen
   */
  static Step<WriteRound, WriteEffect> begin(
      WritePlan plan, NodeId self, RecordRules rules, List<NodeId> candidates) {
    return new Making(new Seat(plan, self, rules), List.of(), candidates, false, false)
        .tryNext(new Refusal.NotReady(NOBODY));
  }

  String NOBODY = "no node that may coordinate writes of this key can be reached";

  /** What stays the same through all states. */
  record Seat(WritePlan plan, NodeId self, RecordRules rules) {

    WriteEffect make() {
      Durability durability = plan.durabilityOf(0);
      return plan.primaries().contains(self)
          ? new WriteEffect.Make(durability)
          : new WriteEffect.MakeFor(plan.primaries().get(0), durability);
    }

    WriteEffect.Reply refusal(Refusal why) {
      return new WriteEffect.Reply(new WriteOutcome.Refused(why));
    }
  }

  /**
   * Nobody is known to have made the version.
   *
   * @param asked who may still say that it did, the latest last; this node if its own store or
   *     hints were asked
   * @param candidates who has not been asked, in order of preference
   * @param isAnswered whether the client has its answer
   * @param isLate whether patience has ended since anybody was asked
   */
  record Making(
      Seat seat, List<NodeId> asked, List<NodeId> candidates, boolean isAnswered, boolean isLate)
      implements Unmoved {

    @Override
    public Step<WriteRound, WriteEffect> onMade(Siblings siblings, Set<NodeId> reachable) {
      if (!asked.contains(seat.self())) return Step.to(this);
      var spread = Spread.begin(seat.plan(), seat.self(), siblings, reachable);
      List<WriteEffect> effects = new ArrayList<>(spread.effects());
      if (isLate) effects.add(new WriteEffect.Wait());
      Step<WriteRound, WriteEffect> next =
          isAnswered
              ? Settled.with(seat, spread.next())
              : new Replicating(seat, spread.next()).judge();
      effects.addAll(next.effects());
      return Step.to(next.next(), effects);
    }

    @Override
    public Step<WriteRound, WriteEffect> onRefused(NodeId from, Reason why) {
      if (!from.equals(seat.self())) return Step.to(this);
      Refusal refusal = Refusal.of(why, seat.rules());
      return mayTryElsewhere(refusal) ? failed(from, refusal) : over(refusal);
    }

    @Override
    public Step<WriteRound, WriteEffect> onLost(NodeId node) {
      return node.equals(seat.self()) ? Step.to(this) : failed(node, new Refusal.NotReady(NOBODY));
    }

    @Override
    public Step<WriteRound, WriteEffect> onForwardAnswered(NodeId from, WriteOutcome outcome) {
      if (isAnswered || !asked.contains(from)) return Step.to(this);
      if (outcome instanceof WriteOutcome.Refused refused) {
        boolean isNewest = asked.get(asked.size() - 1).equals(from);
        if (!isNewest || mayTryElsewhere(refused.why())) return failed(from, refused.why());
      }
      return answer(new WriteEffect.Reply(outcome));
    }

    @Override
    public Step<WriteRound, WriteEffect> onPatienceEnded() {
      if (isAnswered) return Step.to(new Finished());
      if (candidates.isEmpty()) return Step.to(new Making(seat, asked, candidates, false, true));
      return tryNext(new Refusal.NotReady(NOBODY));
    }

    @Override
    public Step<WriteRound, WriteEffect> onDeadline() {
      return isAnswered ? Step.to(this) : answer(seat.refusal(new Refusal.TimedOut()));
    }

    private Step<WriteRound, WriteEffect> over(Refusal why) {
      return isAnswered ? Step.to(new Finished()) : Step.to(new Finished(), seat.refusal(why));
    }

    /** If this node was asked to make the version too, it may yet say that it did. */
    private Step<WriteRound, WriteEffect> answer(WriteEffect.Reply reply) {
      if (!asked.contains(seat.self())) return Step.to(new Finished(), reply);
      return Step.to(
          new Making(seat, List.of(seat.self()), List.of(), true, true),
          reply,
          new WriteEffect.Wait());
    }

    private Step<WriteRound, WriteEffect> failed(NodeId node, Refusal why) {
      if (!asked.contains(node)) return Step.to(this);
      boolean isNewest = asked.get(asked.size() - 1).equals(node);
      List<NodeId> others = asked.stream().filter(it -> !it.equals(node)).toList();
      if (isAnswered) return Step.to(new Finished());
      Making without = new Making(seat, others, candidates, false, isLate);
      return isNewest ? without.tryNext(why) : Step.to(without);
    }

    private Step<WriteRound, WriteEffect> tryNext(Refusal ifNone) {
      if (candidates.isEmpty()) {
        return asked.isEmpty()
            ? Step.to(new Finished(), seat.refusal(ifNone))
            : Step.to(new Making(seat, asked, candidates, false, true));
      }
      NodeId next = candidates.get(0);
      List<NodeId> told = new ArrayList<>(asked);
      told.add(next);
      WriteEffect effect = next.equals(seat.self()) ? seat.make() : new WriteEffect.Forward(next);
      List<NodeId> rest = candidates.subList(1, candidates.size());
      return Step.to(
          new Making(seat, List.copyOf(told), rest, false, false), effect, new WriteEffect.Wait());
    }

    private static boolean mayTryElsewhere(Refusal why) {
      return why instanceof Refusal.NotReady || why instanceof Refusal.Overloaded;
    }
  }

  /** Stored here; the other replicas, or who stands in for them, are being told. */
  record Replicating(Seat seat, Spread spread) implements Spreading {

    @Override
    public Step<WriteRound, WriteEffect> with(Spread next) {
      return new Replicating(seat, next).judge();
    }

    /** An older try, which was silent for a while, has come to something. */
    @Override
    public Step<WriteRound, WriteEffect> onForwardAnswered(NodeId from, WriteOutcome outcome) {
      return outcome instanceof WriteOutcome.Written ? answer(outcome) : Step.to(this);
    }

    @Override
    public Step<WriteRound, WriteEffect> onDeadline() {
      Step<WriteRound, WriteEffect> settled = new Settled(seat, spread).onDeadline();
      return settled.after(seat.refusal(spread.refusal(spread.tally().shortfall())));
    }

    private Step<WriteRound, WriteEffect> judge() {
      return switch (spread.tally().verdict()) {
        case PENDING -> Step.to(this);
        case REACHED ->
            answer(
                new WriteOutcome.Written(
                    spread.siblings(), new Context(spread.siblings().seen(), seat.self().value())));
        case OUT_OF_REACH ->
            answer(new WriteOutcome.Refused(spread.refusal(spread.tally().outOfReach())));
      };
    }

    private Step<WriteRound, WriteEffect> answer(WriteOutcome outcome) {
      return Settled.with(seat, spread).after(new WriteEffect.Reply(outcome));
    }
  }

  /** The client has its answer; some primary has neither the version nor a hint yet. */
  record Settled(Seat seat, Spread spread) implements Spreading {

    static Step<WriteRound, WriteEffect> with(Seat seat, Spread spread) {
      return Step.to(spread.isSettled() ? new Finished() : new Settled(seat, spread));
    }

    @Override
    public Step<WriteRound, WriteEffect> with(Spread next) {
      return with(seat, next);
    }

    @Override
    public Step<WriteRound, WriteEffect> onDeadline() {
      return take(spread.onDeadline());
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished() implements Unmoved {

    @Override
    public Step<WriteRound, WriteEffect> onPatienceEnded() {
      return Step.to(this);
    }

    @Override
    public Step<WriteRound, WriteEffect> onDeadline() {
      return Step.to(this);
    }
  }

  /** The states in which a version is being spread. */
  sealed interface Spreading extends Unmoved {

    Spread spread();

    /** What follows from the next spread alone. */
    Step<WriteRound, WriteEffect> with(Spread next);

    default Step<WriteRound, WriteEffect> take(Step<Spread, WriteEffect> step) {
      Step<WriteRound, WriteEffect> next = with(step.next());
      if (step.effects().isEmpty()) return next;
      List<WriteEffect> effects = new ArrayList<>(step.effects());
      effects.addAll(next.effects());
      return Step.to(next.next(), effects);
    }

    @Override
    default Step<WriteRound, WriteEffect> onStored(NodeId from) {
      return take(spread().onStored(from));
    }

    @Override
    default Step<WriteRound, WriteEffect> onRefused(NodeId from, Reason why) {
      return take(spread().onRefused(from, why));
    }

    @Override
    default Step<WriteRound, WriteEffect> onLost(NodeId node) {
      return take(spread().onLost(node));
    }

    @Override
    default Step<WriteRound, WriteEffect> onPatienceEnded() {
      return take(spread().onPatienceEnded());
    }
  }

  /** Ignores what a state has nothing to do with: answers come twice, late, or from another try. */
  sealed interface Unmoved extends WriteRound {

    @Override
    default Step<WriteRound, WriteEffect> onMade(Siblings siblings, Set<NodeId> reachable) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, WriteEffect> onStored(NodeId from) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, WriteEffect> onRefused(NodeId from, Reason why) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, WriteEffect> onLost(NodeId node) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, WriteEffect> onForwardAnswered(NodeId from, WriteOutcome outcome) {
      return Step.to(this);
    }
  }
}

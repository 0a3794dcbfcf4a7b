package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One write (Dynamo §4.5, §5), from the choice of its coordinator to the answer.
 *
 * <pre>
 *   begin ──► Forwarded ──outcome──────────────────────────────────► Finished
 *     │           │  ▲
 *     │      lost │  │ next candidate is elsewhere
 *     │           ▼  │
 *     └───────► Making ──stored here──► Replicating ──enough, out of reach, or deadline──► Finished
 * </pre>
 *
 * <p>The version is made by a replica, since it is named after it. The candidates are tried in
 * turn: a replica that refuses or is lost makes room for the next. Trying again may leave two
 * versions of one write as siblings; it can not lose one.
 */
public sealed interface WriteRound {

  /**
   * This node's replica made the version and stored it.
   *
   * @param siblings all that the replica holds now
   * @param reachable what this node thinks it can reach now; the others are told too, and not
   *     waited for
   */
  Step<WriteRound, Effect> onMade(Siblings siblings, Set<NodeId> reachable);

  /** Another replica stored it. */
  Step<WriteRound, Effect> onStored(NodeId from);

  /** A replica refused. */
  Step<WriteRound, Effect> onRefused(NodeId from, Reason why);

  /** A node is known to be out of reach now. */
  Step<WriteRound, Effect> onLost(NodeId node);

  /** The node that the write was forwarded to says what it came to. */
  Step<WriteRound, Effect> onForwardAnswered(NodeId from, WriteOutcome outcome);

  /** The request's time is up. */
  Step<WriteRound, Effect> onDeadline();

  /**
   * Finds a coordinator.
   *
   * @param self this node
   * @param rules of this node's replicas, for telling the client a limit that it has met
   * @param candidates who may coordinate, in order of preference, all reachable when chosen
   */
  static Step<WriteRound, Effect> begin(
      WritePlan plan, NodeId self, RecordRules rules, List<NodeId> candidates) {
    return new Seat(plan, self, rules).tryNext(candidates, new Refusal.NotReady(NOBODY));
  }

  String NOBODY = "no replica of this key can be reached to coordinate the write";

  /** What stays the same through all states. */
  record Seat(WritePlan plan, NodeId self, RecordRules rules) {

    Step<WriteRound, Effect> tryNext(List<NodeId> candidates, Refusal ifNone) {
      if (candidates.isEmpty()) return refuse(ifNone);
      NodeId next = candidates.get(0);
      List<NodeId> rest = candidates.subList(1, candidates.size());
      return next.equals(self)
          ? Step.to(new Making(this, rest), new Make(plan.durabilityOf(0)))
          : Step.to(new Forwarded(this, next, rest), new Forward(next));
    }

    Step<WriteRound, Effect> refuse(Refusal why) {
      return Step.to(new Finished(), new Reply(new WriteOutcome.Refused(why)));
    }
  }

  /** Another node coordinates; we pass on its answer. */
  record Forwarded(Seat seat, NodeId to, List<NodeId> candidates) implements Unmoved {

    @Override
    public Step<WriteRound, Effect> onForwardAnswered(NodeId from, WriteOutcome outcome) {
      if (!from.equals(to)) return Step.to(this);
      boolean mayTryElsewhere =
          outcome instanceof WriteOutcome.Refused refused
              && (refused.why() instanceof Refusal.NotReady
                  || refused.why() instanceof Refusal.Overloaded);
      if (mayTryElsewhere) {
        return seat.tryNext(candidates, ((WriteOutcome.Refused) outcome).why());
      }
      return Step.to(new Finished(), new Reply(outcome));
    }

    @Override
    public Step<WriteRound, Effect> onLost(NodeId node) {
      if (!node.equals(to)) return Step.to(this);
      return seat.tryNext(candidates, new Refusal.NotReady(NOBODY));
    }

    @Override
    public Step<WriteRound, Effect> onDeadline() {
      return seat.refuse(new Refusal.TimedOut());
    }
  }

  /** This node's replica is making the version. */
  record Making(Seat seat, List<NodeId> candidates) implements Unmoved {

    @Override
    public Step<WriteRound, Effect> onMade(Siblings siblings, Set<NodeId> reachable) {
      Set<NodeId> replicas = Set.copyOf(seat.plan().replicas());
      Tally tally =
          Tally.of(seat.plan().needs(), replicas, replicas)
              .agree(seat.self(), seat.plan().isDurable(0));
      List<NodeId> others = new ArrayList<>(seat.plan().replicas());
      others.remove(seat.self());
      // Whoever is asked first syncs, if anyone must: not one that is known not to hear it.
      others.sort(Comparator.comparing(other -> !reachable.contains(other)));
      List<Effect> effects = new ArrayList<>();
      for (int i = 0; i < others.size(); i++) {
        effects.add(new Replicate(others.get(i), siblings, seat.plan().durabilityOf(i + 1)));
        if (!reachable.contains(others.get(i))) tally = tally.fail(others.get(i));
      }
      Step<WriteRound, Effect> judged = new Replicating(seat, others, tally, siblings).judge();
      effects.addAll(judged.effects());
      return Step.to(judged.next(), effects);
    }

    @Override
    public Step<WriteRound, Effect> onRefused(NodeId from, Reason why) {
      if (!from.equals(seat.self())) return Step.to(this);
      return switch (why) {
        case TOO_MANY_SIBLINGS ->
            seat.refuse(new Refusal.TooManySiblings(seat.rules().siblingLimit()));
        case OBJECT_TOO_LARGE ->
            seat.refuse(new Refusal.ObjectTooLarge(seat.rules().objectBytesLimit()));
        default -> seat.tryNext(candidates, new Refusal.Overloaded(inWords(why)));
      };
    }

    @Override
    public Step<WriteRound, Effect> onDeadline() {
      return seat.refuse(new Refusal.TimedOut());
    }

    private static String inWords(Reason why) {
      return switch (why) {
        case OVERLOADED -> "the replica's write queue is full";
        case DISK_FULL -> "the replica's disk is full";
        case STORE_FAILED -> "the replica's store failed";
        case RECORD_DAMAGED -> "the replica's record of this key is damaged";
        default -> "the replica refused: " + why;
      };
    }
  }

  /** Stored here; the other replicas are being told. */
  record Replicating(Seat seat, List<NodeId> others, Tally tally, Siblings siblings)
      implements Unmoved {

    @Override
    public Step<WriteRound, Effect> onStored(NodeId from) {
      boolean durable = seat.plan().isDurable(others.indexOf(from) + 1);
      return new Replicating(seat, others, tally.agree(from, durable), siblings).judge();
    }

    @Override
    public Step<WriteRound, Effect> onRefused(NodeId from, Reason why) {
      return onLost(from);
    }

    @Override
    public Step<WriteRound, Effect> onLost(NodeId node) {
      return new Replicating(seat, others, tally.fail(node), siblings).judge();
    }

    @Override
    public Step<WriteRound, Effect> onDeadline() {
      return seat.refuse(Refusal.of(tally.shortfall()));
    }

    private Step<WriteRound, Effect> judge() {
      return switch (tally.verdict()) {
        case PENDING -> Step.to(this);
        case REACHED ->
            Step.to(
                new Finished(),
                new Reply(
                    new WriteOutcome.Written(
                        siblings, new Context(siblings.seen(), seat.self().value()))));
        case OUT_OF_REACH -> seat.refuse(Refusal.of(tally.outOfReach()));
      };
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished() implements Unmoved {

    @Override
    public Step<WriteRound, Effect> onDeadline() {
      return Step.to(this);
    }
  }

  /** Ignores what a state has nothing to do with: answers come twice, late, or from another try. */
  sealed interface Unmoved extends WriteRound {

    @Override
    default Step<WriteRound, Effect> onMade(Siblings siblings, Set<NodeId> reachable) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, Effect> onStored(NodeId from) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, Effect> onRefused(NodeId from, Reason why) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, Effect> onLost(NodeId node) {
      return Step.to(this);
    }

    @Override
    default Step<WriteRound, Effect> onForwardAnswered(NodeId from, WriteOutcome outcome) {
      return Step.to(this);
    }
  }

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  record Forward(NodeId to) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.forward(to);
    }
  }

  record Make(Durability durability) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.make(durability);
    }
  }

  record Replicate(NodeId to, Siblings siblings, Durability durability) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.replicate(to, siblings, durability);
    }
  }

  record Reply(WriteOutcome outcome) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.reply(outcome);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void forward(NodeId to);

    void make(Durability durability);

    void replicate(NodeId to, Siblings siblings, Durability durability);

    void reply(WriteOutcome outcome);
  }
}

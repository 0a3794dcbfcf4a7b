package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One quorum read (Dynamo §5), from the first question to the last repair.
 *
 * <pre>
 *   begin ──► Gathering ──enough──► Settled ──everyone answered, or patience ended──► Finished
 *                 └───────────out of reach, or deadline──────────────────────────────►
 * </pre>
 */
public sealed interface ReadRound {

  /** A replica says what it holds. */
  Step<ReadRound, Effect> onAnswer(NodeId from, Siblings found);

  /** A replica refused, or is known to be out of reach. */
  Step<ReadRound, Effect> onFailure(NodeId from);

  /** The time is up: the request's while the client waits, a short patience after that. */
  Step<ReadRound, Effect> onDeadline();

  /**
   * Asks every replica that can be reached.
   *
   * @param reachable what this node thinks it can reach now
   */
  static Step<ReadRound, Effect> begin(ReadPlan plan, Set<NodeId> reachable) {
    Tally tally = Tally.of(plan.needs(), Set.copyOf(plan.replicas()), Set.copyOf(plan.replicas()));
    List<Effect> effects = new ArrayList<>();
    for (NodeId replica : plan.replicas()) {
      if (reachable.contains(replica)) effects.add(new Ask(replica));
      else tally = tally.fail(replica);
    }
    Step<ReadRound, Effect> first = new Gathering(plan, tally, List.of()).judge();
    effects.addAll(first.effects());
    return Step.to(first.next(), effects);
  }

  /** What one replica answered. */
  record Answer(NodeId from, Siblings found) {}

  /**
   * Too few answers yet to reply to the client.
   *
   * @param answers in the order in which they came
   */
  record Gathering(ReadPlan plan, Tally tally, List<Answer> answers) implements ReadRound {

    @Override
    public Step<ReadRound, Effect> onAnswer(NodeId from, Siblings found) {
      if (!tally.outstanding().contains(from)) return Step.to(this);
      boolean counts = plan.notfoundOk() || !found.isEmpty();
      Tally counted = counts ? tally.agree(from, false) : tally.fail(from);
      return new Gathering(plan, counted, with(answers, from, found)).judge();
    }

    @Override
    public Step<ReadRound, Effect> onFailure(NodeId from) {
      return new Gathering(plan, tally.fail(from), answers).judge();
    }

    @Override
    public Step<ReadRound, Effect> onDeadline() {
      return refuse(answers.isEmpty() ? new Refusal.TimedOut() : Refusal.of(tally.shortfall()));
    }

    private Step<ReadRound, Effect> judge() {
      return switch (tally.verdict()) {
        case REACHED -> reply();
        case OUT_OF_REACH -> outOfReach();
        case PENDING -> mayGiveUp() ? notFound() : Step.to(this);
      };
    }

    /** "Not found" may yet be contradicted, so while that alone is in the way we hear everyone. */
    private Step<ReadRound, Effect> outOfReach() {
      boolean somebodyFailed = plan.replicas().size() > answers.size() + tally.outstanding().size();
      if (plan.notfoundOk() || asksTooMuch() || somebodyFailed || somethingFound())
        return refuse(Refusal.of(tally.outOfReach()));
      if (mayGiveUp()) return notFound();
      return tally.outstanding().isEmpty() ? notFound() : Step.to(this);
    }

    private Step<ReadRound, Effect> reply() {
      Siblings merged = merge(plan, answers);
      ReadOutcome outcome =
          merged.isEmpty()
              ? new ReadOutcome.NotFound()
              : new ReadOutcome.Found(
                  merged, new Context(merged.seen(), answers.get(0).from().value()));
      return new Settled(plan, tally, answers).advance().after(new Reply(outcome));
    }

    private Step<ReadRound, Effect> notFound() {
      return new Settled(plan, tally, answers)
          .advance()
          .after(new Reply(new ReadOutcome.NotFound()));
    }

    private Step<ReadRound, Effect> refuse(Refusal why) {
      return Step.to(new Finished(), new Reply(new ReadOutcome.Refused(why)));
    }

    private boolean somethingFound() {
      return answers.stream().anyMatch(answer -> !answer.found().isEmpty());
    }

    /** Whether even an answer from everyone would be too little. */
    private boolean asksTooMuch() {
      Set<NodeId> replicas = Set.copyOf(plan.replicas());
      return Tally.of(plan.needs(), replicas, replicas).verdict() == Tally.Verdict.OUT_OF_REACH;
    }

    /** Where "not found" counts as an answer, it takes as many answers as any other. */
    private boolean mayGiveUp() {
      if (!plan.basicQuorum() || plan.notfoundOk()) return false;
      long nothing = answers.stream().filter(answer -> answer.found().isEmpty()).count();
      return !somethingFound() && nothing > plan.replicas().size() / 2;
    }
  }

  /** The client has its reply; we wait a little for the rest to learn which replicas are stale. */
  record Settled(ReadPlan plan, Tally tally, List<Answer> answers) implements ReadRound {

    @Override
    public Step<ReadRound, Effect> onAnswer(NodeId from, Siblings found) {
      if (!tally.outstanding().contains(from)) return Step.to(this);
      return new Settled(plan, tally.agree(from, false), with(answers, from, found)).advance();
    }

    @Override
    public Step<ReadRound, Effect> onFailure(NodeId from) {
      return new Settled(plan, tally.fail(from), answers).advance();
    }

    @Override
    public Step<ReadRound, Effect> onDeadline() {
      return Step.to(new Finished(), repairs());
    }

    private Step<ReadRound, Effect> advance() {
      return tally.outstanding().isEmpty() ? Step.to(new Finished(), repairs()) : Step.to(this);
    }

    private List<Effect> repairs() {
      Siblings merged = merge(plan, answers);
      List<Effect> repairs = new ArrayList<>();
      for (Answer answer : answers) {
        if (!answer.found().hasSameVersionsAs(merged)) {
          repairs.add(new Repair(answer.from(), merged));
        }
      }
      return repairs;
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished() implements ReadRound {

    @Override
    public Step<ReadRound, Effect> onAnswer(NodeId from, Siblings found) {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, Effect> onFailure(NodeId from) {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, Effect> onDeadline() {
      return Step.to(this);
    }
  }

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  record Ask(NodeId replica) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.ask(replica);
    }
  }

  record Reply(ReadOutcome outcome) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.reply(outcome);
    }
  }

  record Repair(NodeId replica, Siblings siblings) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.repair(replica, siblings);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void ask(NodeId replica);

    void reply(ReadOutcome outcome);

    void repair(NodeId replica, Siblings siblings);
  }

  private static Siblings merge(ReadPlan plan, List<Answer> answers) {
    Siblings merged = Siblings.NONE;
    for (Answer answer : answers) merged = merged.merge(answer.found());
    return plan.terms().reconciliation().settle(merged);
  }

  private static List<Answer> with(List<Answer> answers, NodeId from, Siblings found) {
    List<Answer> more = new ArrayList<>(answers.size() + 1);
    more.addAll(answers);
    more.add(new Answer(from, found));
    return List.copyOf(more);
  }
}

package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.coordination.Poll.Answer;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One quorum read (Dynamo §4.6, §5), from the first question to the last repair.
 *
 * <pre>
 *   begin ──► Gathering ──enough──► Settled ──everyone answered, or patience ended──► Finished
 *                 └───────────out of reach, or deadline──────────────────────────────►
 * </pre>
 *
 * <p>A primary that can not be reached, refuses, does not know what it lacks or is silent is stood
 * in for by a fallback, which says what it keeps for it. What a fallback has counts; that it has
 * nothing means nothing. Beyond the first stand-in of a primary, fallbacks are asked only where the
 * read would be refused otherwise. Nobody stands in for a primary that knows of a later ring.
 */
public sealed interface ReadRound {

  /**
   * A replica, or the hints of a fallback, say what they hold.
   *
   * @param knows whether nothing found means that nothing is there
   */
  Step<ReadRound, ReadEffect> onAnswer(NodeId from, Siblings found, boolean knows);

  /** A node refused, or is known to be out of reach. */
  Step<ReadRound, ReadEffect> onFailure(NodeId from);

  /** A primary refused since it knows that the ring has gone on from the plan. */
  Step<ReadRound, ReadEffect> onRingMoved(NodeId from);

  /** A fraction of the request's time has passed: who is silent now is slow. */
  Step<ReadRound, ReadEffect> onPatienceEnded();

  /** The time is up: the request's while the client waits, a short patience after that. */
  Step<ReadRound, ReadEffect> onDeadline();

  /**
   * Asks as many nodes as the key has replicas: primaries, and fallbacks for those that can not be
   * reached.
   *
   * @param reachable what this node thinks it can reach now, itself included
   */
  static Step<ReadRound, ReadEffect> begin(ReadPlan plan, Set<NodeId> reachable) {
    return Gathering.judge(Poll.begin(plan, reachable));
  }

  /** Too few answers yet to reply to the client. */
  record Gathering(Poll poll) implements ReadRound {

    @Override
    public Step<ReadRound, ReadEffect> onAnswer(NodeId from, Siblings found, boolean knows) {
      Poll heard = poll.answered(from, found, knows);
      boolean isInformed = knows || !found.isEmpty();
      if (isInformed || poll.hasAnswered(from) || !heard.hasAnswered(from))
        return judge(Step.to(heard));
      return judge(heard.replace(from).after(new ReadEffect.Discount(from)));
    }

    @Override
    public Step<ReadRound, ReadEffect> onFailure(NodeId from) {
      Poll without = poll.failed(from);
      return judge(poll.hasAnswered(from) ? Step.to(without) : without.replace(from));
    }

    @Override
    public Step<ReadRound, ReadEffect> onRingMoved(NodeId from) {
      return new Gathering(poll.movedOn(from)).judge();
    }

    @Override
    public Step<ReadRound, ReadEffect> onPatienceEnded() {
      return judge(poll.hedge());
    }

    @Override
    public Step<ReadRound, ReadEffect> onDeadline() {
      return poll.answers().isEmpty() && poll.moved().isEmpty()
          ? refuse(new Refusal.TimedOut())
          : refuse(poll.refusal(poll.tally().shortfall()));
    }

    private static Step<ReadRound, ReadEffect> judge(Step<Poll, ReadEffect> step) {
      Step<ReadRound, ReadEffect> judged = new Gathering(step.next()).judge();
      if (step.effects().isEmpty()) return judged;
      List<ReadEffect> effects = new ArrayList<>(step.effects());
      effects.addAll(judged.effects());
      return Step.to(judged.next(), effects);
    }

    private Step<ReadRound, ReadEffect> judge() {
      return switch (poll.tally().verdict()) {
        case REACHED -> reply();
        case OUT_OF_REACH -> outOfReach();
        case PENDING -> mayGiveUp() ? notFound() : Step.to(this);
      };
    }

    /** "Not found" may yet be contradicted, so while that alone is in the way we hear everyone. */
    private Step<ReadRound, ReadEffect> outOfReach() {
      Step<Poll, ReadEffect> further = poll.lookFurther();
      if (!further.effects().isEmpty())
        return Step.to(new Gathering(further.next()), List.copyOf(further.effects()));
      if (poll.plan().notfoundOk()
          || asksTooMuch()
          || poll.someoneFailed()
          || poll.somethingFound()) return refuse(poll.refusal(poll.tally().outOfReach()));
      return mayGiveUp() || !poll.tally().isOpen() ? notFound() : Step.to(this);
    }

    private Step<ReadRound, ReadEffect> reply() {
      Siblings merged = poll.merged();
      if (merged.isEmpty()) return notFound();
      Context context = new Context(merged.seen(), fastest().value());
      return settle(merged, new ReadOutcome.Found(merged, context));
    }

    private Step<ReadRound, ReadEffect> notFound() {
      return settle(Siblings.NONE, new ReadOutcome.NotFound());
    }

    private Step<ReadRound, ReadEffect> settle(Siblings replied, ReadOutcome outcome) {
      return new Settled(poll, replied, poll.answers().size())
          .advance()
          .after(new ReadEffect.Reply(outcome));
    }

    private Step<ReadRound, ReadEffect> refuse(Refusal why) {
      return Step.to(new Finished(), new ReadEffect.Reply(new ReadOutcome.Refused(why)));
    }

    private NodeId fastest() {
      return poll.answers().stream().filter(Answer::isInformed).findFirst().orElseThrow().from();
    }

    /** Whether even an answer from everyone would be too little. */
    private boolean asksTooMuch() {
      return poll.plan().unanswered().verdict() == Tally.Verdict.OUT_OF_REACH;
    }

    /** Where "not found" counts as an answer, it takes as many answers as any other. */
    private boolean mayGiveUp() {
      ReadPlan plan = poll.plan();
      if (!plan.basicQuorum() || plan.notfoundOk()) return false;
      return !poll.somethingFound() && poll.mostFoundNothing();
    }
  }

  /**
   * The client has its reply; we wait a little for the rest to learn which primaries are stale.
   *
   * @param replied what the client was told
   * @param inTime how many answers had come by then
   */
  record Settled(Poll poll, Siblings replied, int inTime) implements ReadRound {

    @Override
    public Step<ReadRound, ReadEffect> onAnswer(NodeId from, Siblings found, boolean knows) {
      return new Settled(poll.answered(from, found, knows), replied, inTime).advance();
    }

    @Override
    public Step<ReadRound, ReadEffect> onFailure(NodeId from) {
      return new Settled(poll.failed(from), replied, inTime).advance();
    }

    @Override
    public Step<ReadRound, ReadEffect> onRingMoved(NodeId from) {
      return new Settled(poll.movedOn(from), replied, inTime).advance();
    }

    @Override
    public Step<ReadRound, ReadEffect> onPatienceEnded() {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, ReadEffect> onDeadline() {
      return Step.to(new Finished(), repairs());
    }

    private Step<ReadRound, ReadEffect> advance() {
      return poll.tally().isOpen() ? Step.to(this) : Step.to(new Finished(), repairs());
    }

    /** A fallback is no place for what it does not keep for somebody: primaries alone. */
    private List<ReadEffect> repairs() {
      Siblings merged = poll.merged();
      List<ReadEffect> repairs = new ArrayList<>();
      for (int i = 0; i < poll.answers().size(); i++) {
        Answer answer = poll.answers().get(i);
        if (!answer.isPrimary() || answer.found().hasSameVersionsAs(merged)) continue;
        boolean isLate = i >= inTime || answer.found().hasSameVersionsAs(replied);
        repairs.add(new ReadEffect.Repair(answer.from(), merged, isLate));
      }
      return repairs;
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished() implements ReadRound {

    @Override
    public Step<ReadRound, ReadEffect> onAnswer(NodeId from, Siblings found, boolean knows) {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, ReadEffect> onFailure(NodeId from) {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, ReadEffect> onRingMoved(NodeId from) {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, ReadEffect> onPatienceEnded() {
      return Step.to(this);
    }

    @Override
    public Step<ReadRound, ReadEffect> onDeadline() {
      return Step.to(this);
    }
  }
}

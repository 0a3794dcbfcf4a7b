package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.handoff.HintProtocol;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Gives one {@link ReadRound} a mailbox, a deadline and a client. Decides nothing itself. */
final class ReadCoordinator extends AbstractBehavior<ReadCoordinator.Command>
    implements ReadEffect.Shell {

  sealed interface Command {}

  /** A replica answered. */
  record Replied(VnodeProtocol.Reply reply) implements Command {}

  /** This node can no longer reach another. */
  record NodeLost(NodeId node) implements Command {}

  private record PatienceEnded() implements Command {}

  private record DeadlinePassed() implements Command {}

  /**
   * Everything one read is given.
   *
   * @param request its number, which replicas repeat
   * @param deadlineMillis by the wall clock, for the replicas
   * @param times until then
   * @param place its part of the node's load
   */
  record Request(
      long request,
      ReadPlan plan,
      long deadlineMillis,
      RequestTimes times,
      RequestLoad.Place place,
      ActorRef<ReadOutcome> replyTo) {}

  private final Request request;
  private final Neighbourhood neighbourhood;
  private final TimerScheduler<Command> timers;
  private ReadRound round;
  private boolean isAnswered;
  private boolean hasWaited;

  /** Whether the node has no room for a read that only listens. */
  private boolean isCrowded;

  static Behavior<Command> create(Request request, Neighbourhood neighbourhood) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new PatienceEnded(), request.times().patience());
                  return new ReadCoordinator(context, request, neighbourhood, timers)
                      .take(ReadRound.begin(request.plan(), neighbourhood.reachable()));
                }));
  }

  private ReadCoordinator(
      ActorContext<Command> context,
      Request request,
      Neighbourhood neighbourhood,
      TimerScheduler<Command> timers) {
    super(context);
    this.request = request;
    this.neighbourhood = neighbourhood;
    this.timers = timers;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(NodeLost.class, this::onNodeLost)
        .onMessage(PatienceEnded.class, this::onPatienceEnded)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .build();
  }

  private Behavior<Command> onReplied(Replied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (reply instanceof VnodeProtocol.Found found)
      return take(round.onAnswer(found.from(), found.siblings(), found.knows()));
    boolean hasRingMoved =
        reply instanceof VnodeProtocol.Refused refused && refused.why() == Reason.RING_MOVED;
    return take(hasRingMoved ? round.onRingMoved(reply.from()) : round.onFailure(reply.from()));
  }

  private Behavior<Command> onNodeLost(NodeLost message) {
    return take(round.onFailure(message.node()));
  }

  /** One timer is enough: patience is always shorter than the time that is left after it. */
  private Behavior<Command> onPatienceEnded(PatienceEnded message) {
    hasWaited = true;
    endAfter(
        isAnswered
            ? neighbourhood.repairPatience()
            : request.times().timeout().minus(request.times().patience()));
    return take(round.onPatienceEnded());
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    return take(round.onDeadline());
  }

  private Behavior<Command> take(Step<ReadRound, ReadEffect> step) {
    round = step.next();
    for (ReadEffect effect : step.effects()) effect.performOn(this);
    if (isCrowded && !(round instanceof ReadRound.Finished)) return take(round.onDeadline());
    if (!(round instanceof ReadRound.Finished)) return this;
    request.place().ended();
    return Behaviors.stopped();
  }

  @Override
  public void ask(NodeId primary) {
    neighbourhood.tellVnode(
        primary,
        new VnodeProtocol.Get(
            request.request(),
            request.plan().partition(),
            request.plan().keepers().stamp(),
            request.plan().key(),
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void look(NodeId fallback) {
    neighbourhood.stats().count(Counter.FALLBACKS_ASKED);
    neighbourhood.tellHints(
        fallback,
        new HintProtocol.Look(
            request.request(),
            request.plan().partition(),
            request.plan().key(),
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void discount(NodeId primary) {
    neighbourhood.stats().count(Counter.UNINFORMED_NOT_FOUND);
  }

  @Override
  public void reply(ReadOutcome outcome) {
    isAnswered = true;
    isCrowded = !request.place().answered();
    request.replyTo().tell(outcome);
    if (hasWaited) endAfter(neighbourhood.repairPatience());
  }

  private void endAfter(Duration time) {
    timers.startSingleTimer(new DeadlinePassed(), time);
  }

  @Override
  public void repair(NodeId primary, Siblings siblings, boolean isLate) {
    neighbourhood.stats().count(Counter.READ_REPAIRS);
    if (isLate) neighbourhood.stats().count(Counter.READ_REPAIRS_LATE);
    neighbourhood.tellVnode(
        primary,
        new VnodeProtocol.Merge(
            request.request(),
            request.plan().partition(),
            request.plan().keepers().stamp(),
            request.plan().key(),
            siblings,
            request.plan().terms(),
            VnodeProtocol.Occasion.READ_REPAIR,
            Durability.OS,
            request.deadlineMillis(),
            getContext().getSystem().ignoreRef()));
  }
}

package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.VnodeProtocol;
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
    implements ReadRound.Shell {

  sealed interface Command {}

  /** A replica answered. */
  record Replied(VnodeProtocol.Reply reply) implements Command {}

  /** This node can no longer reach another. */
  record NodeLost(NodeId node) implements Command {}

  private record DeadlinePassed() implements Command {}

  /**
   * Everything one read is given.
   *
   * @param request its number, which replicas repeat
   * @param deadlineMillis by the wall clock, for the replicas
   * @param timeout until then
   */
  record Request(
      long request,
      ReadPlan plan,
      long deadlineMillis,
      Duration timeout,
      ActorRef<ReadOutcome> replyTo) {}

  private final Request request;
  private final Neighbourhood neighbourhood;
  private final TimerScheduler<Command> timers;
  private ReadRound round;

  static Behavior<Command> create(Request request, Neighbourhood neighbourhood) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new DeadlinePassed(), request.timeout());
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
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .build();
  }

  private Behavior<Command> onReplied(Replied message) {
    VnodeProtocol.Reply reply = message.reply();
    return take(
        reply instanceof VnodeProtocol.Found found
            ? round.onAnswer(found.from(), found.siblings())
            : round.onFailure(reply.from()));
  }

  private Behavior<Command> onNodeLost(NodeLost message) {
    return take(round.onFailure(message.node()));
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    return take(round.onDeadline());
  }

  private Behavior<Command> take(Step<ReadRound, ReadRound.Effect> step) {
    round = step.next();
    for (ReadRound.Effect effect : step.effects()) effect.performOn(this);
    return round instanceof ReadRound.Finished ? Behaviors.stopped() : this;
  }

  @Override
  public void ask(NodeId replica) {
    neighbourhood.tellVnode(
        replica,
        new VnodeProtocol.Get(
            request.request(),
            request.plan().partition(),
            request.plan().key(),
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void reply(ReadOutcome outcome) {
    request.replyTo().tell(outcome);
    timers.startSingleTimer(new DeadlinePassed(), neighbourhood.repairPatience());
  }

  @Override
  public void repair(NodeId replica, Siblings siblings) {
    neighbourhood.stats().count(Counter.READ_REPAIRS);
    neighbourhood.tellVnode(
        replica,
        new VnodeProtocol.Merge(
            request.request(),
            request.plan().partition(),
            request.plan().key(),
            siblings,
            request.plan().terms(),
            VnodeProtocol.Occasion.READ_REPAIR,
            Durability.OS,
            request.deadlineMillis(),
            getContext().getSystem().ignoreRef()));
  }
}

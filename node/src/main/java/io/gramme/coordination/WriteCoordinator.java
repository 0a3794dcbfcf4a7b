package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.VnodeProtocol;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Gives one {@link WriteRound} a mailbox, a deadline and a client. Decides nothing itself. */
final class WriteCoordinator extends AbstractBehavior<WriteCoordinator.Command>
    implements WriteRound.Shell {

  sealed interface Command {}

  /** A replica answered. */
  record Replied(VnodeProtocol.Reply reply) implements Command {}

  /** The node that coordinates instead answered. */
  record ForwardAnswered(CoordinationProtocol.WriteAnswered answer) implements Command {}

  /** This node can no longer reach another. */
  record NodeLost(NodeId node) implements Command {}

  private record DeadlinePassed() implements Command {}

  /**
   * Everything one write is given.
   *
   * @param request its number, which replicas and other coordinators repeat
   * @param candidates who may coordinate, in order of preference
   * @param deadlineMillis by the wall clock, for the replicas
   * @param timeout until then
   * @param asker whom to answer, once
   */
  record Request(
      long request,
      WritePlan plan,
      List<NodeId> candidates,
      long deadlineMillis,
      Duration timeout,
      Consumer<WriteOutcome> asker) {}

  private final Request request;
  private final Neighbourhood neighbourhood;
  private WriteRound round;

  static Behavior<Command> create(Request request, Neighbourhood neighbourhood) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new DeadlinePassed(), request.timeout());
                  return new WriteCoordinator(context, request, neighbourhood)
                      .take(
                          WriteRound.begin(
                              request.plan(),
                              neighbourhood.self(),
                              neighbourhood.rules(),
                              request.candidates()));
                }));
  }

  private WriteCoordinator(
      ActorContext<Command> context, Request request, Neighbourhood neighbourhood) {
    super(context);
    this.request = request;
    this.neighbourhood = neighbourhood;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(ForwardAnswered.class, this::onForwardAnswered)
        .onMessage(NodeLost.class, this::onNodeLost)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .build();
  }

  private Behavior<Command> onReplied(Replied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (reply instanceof VnodeProtocol.Made made)
      return take(round.onMade(made.siblings(), neighbourhood.reachable()));
    if (reply instanceof VnodeProtocol.Refused refused)
      return take(round.onRefused(refused.from(), refused.why()));
    return take(round.onStored(reply.from()));
  }

  private Behavior<Command> onForwardAnswered(ForwardAnswered message) {
    return take(round.onForwardAnswered(message.answer().from(), message.answer().outcome()));
  }

  private Behavior<Command> onNodeLost(NodeLost message) {
    return take(round.onLost(message.node()));
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    return take(round.onDeadline());
  }

  private Behavior<Command> take(Step<WriteRound, WriteRound.Effect> step) {
    round = step.next();
    for (WriteRound.Effect effect : step.effects()) effect.performOn(this);
    return round instanceof WriteRound.Finished ? Behaviors.stopped() : this;
  }

  @Override
  public void forward(NodeId to) {
    neighbourhood.stats().count(Counter.WRITES_FORWARDED);
    neighbourhood.tellCoordinators(
        to,
        new CoordinationProtocol.ForwardedWrite(
            request.request(),
            request.plan(),
            request.deadlineMillis(),
            neighbourhood.forwardAnswers()));
  }

  @Override
  public void make(Durability durability) {
    WritePlan plan = request.plan();
    neighbourhood.tellVnode(
        neighbourhood.self(),
        new VnodeProtocol.Make(
            request.request(),
            plan.partition(),
            plan.key(),
            plan.seen(),
            plan.payload(),
            plan.terms(),
            durability,
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void replicate(NodeId to, Siblings siblings, Durability durability) {
    WritePlan plan = request.plan();
    neighbourhood.tellVnode(
        to,
        new VnodeProtocol.Merge(
            request.request(),
            plan.partition(),
            plan.key(),
            siblings,
            plan.terms(),
            VnodeProtocol.Occasion.WRITE,
            durability,
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void reply(WriteOutcome outcome) {
    request.asker().accept(outcome);
  }
}

package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.handoff.HintProtocol;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.VnodeProtocol;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Gives one {@link WriteRound} a mailbox, a deadline and a client. Decides nothing itself. */
final class WriteCoordinator extends AbstractBehavior<WriteCoordinator.Command>
    implements WriteEffect.Shell {

  /** A hint is wanted whether or not a client still waits; it is not dropped for coming late. */
  private static final long HINT_GRACE_MILLIS = 60_000;

  private static final String TIMER = "time";

  sealed interface Command {}

  /** A replica answered. */
  record Replied(VnodeProtocol.Reply reply) implements Command {}

  /** The node that coordinates instead answered. */
  record ForwardAnswered(CoordinationProtocol.WriteAnswered answer) implements Command {}

  /** This node can no longer reach another. */
  record NodeLost(NodeId node) implements Command {}

  private record PatienceEnded() implements Command {}

  private record DeadlinePassed() implements Command {}

  /**
   * Everything one write is given.
   *
   * @param request its number, which replicas and other coordinators repeat
   * @param candidates who may coordinate, in order of preference
   * @param deadlineMillis by the wall clock, for the replicas
   * @param times until then
   * @param place its part of the node's load
   * @param asker whom to answer, once
   */
  record Request(
      long request,
      WritePlan plan,
      List<NodeId> candidates,
      long deadlineMillis,
      RequestTimes times,
      RequestLoad.Place place,
      Consumer<WriteOutcome> asker) {}

  private final Request request;
  private final Neighbourhood neighbourhood;
  private final TimerScheduler<Command> timers;
  private final long endsAtNanos;
  private Set<NodeId> reachable;
  private WriteRound round;

  /** Whether the deadline has passed; a timer may be late. */
  private boolean isOver;

  /** Whether the node has no room for a write that only waits for slow replicas. */
  private boolean isCrowded;

  static Behavior<Command> create(Request request, Neighbourhood neighbourhood) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new WriteCoordinator(context, request, neighbourhood, timers)
                        .take(
                            WriteRound.begin(
                                request.plan(),
                                neighbourhood.self(),
                                neighbourhood.rules(),
                                request.candidates()))));
  }

  private WriteCoordinator(
      ActorContext<Command> context,
      Request request,
      Neighbourhood neighbourhood,
      TimerScheduler<Command> timers) {
    super(context);
    this.request = request;
    this.neighbourhood = neighbourhood;
    this.timers = timers;
    endsAtNanos = System.nanoTime() + request.times().timeout().toNanos();
    reachable = neighbourhood.reachable();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(ForwardAnswered.class, this::onForwardAnswered)
        .onMessage(NodeLost.class, this::onNodeLost)
        .onMessage(PatienceEnded.class, this::onPatienceEnded)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .build();
  }

  private Behavior<Command> onReplied(Replied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (reply instanceof VnodeProtocol.Made made)
      return take(round.onMade(made.siblings(), reachable));
    if (reply instanceof VnodeProtocol.Refused refused)
      return take(round.onRefused(refused.from(), refused.why()));
    return take(round.onStored(reply.from()));
  }

  private Behavior<Command> onForwardAnswered(ForwardAnswered message) {
    return take(round.onForwardAnswered(message.answer().from(), message.answer().outcome()));
  }

  private Behavior<Command> onNodeLost(NodeLost message) {
    Set<NodeId> fewer = new HashSet<>(reachable);
    fewer.remove(message.node());
    reachable = Set.copyOf(fewer);
    return take(round.onLost(message.node()));
  }

  private Behavior<Command> onPatienceEnded(PatienceEnded message) {
    if (isOver) await();
    else timers.startSingleTimer(TIMER, new DeadlinePassed(), timeLeft());
    return take(round.onPatienceEnded());
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    isOver = true;
    await();
    return take(round.onDeadline());
  }

  private Behavior<Command> take(Step<WriteRound, WriteEffect> step) {
    round = step.next();
    for (WriteEffect effect : step.effects()) effect.performOn(this);
    if (isCrowded) {
      isCrowded = false;
      return take(round.onDeadline());
    }
    if (!(round instanceof WriteRound.Finished)) return this;
    request.place().ended();
    return Behaviors.stopped();
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
            plan.keepers().stamp(),
            plan.key(),
            plan.seen(),
            plan.payload(),
            plan.terms(),
            durability,
            request.deadlineMillis(),
            neighbourhood.replies()));
  }

  @Override
  public void makeFor(NodeId home, Durability durability) {
    neighbourhood.stats().count(Counter.FALLBACKS_ASKED);
    WritePlan plan = request.plan();
    neighbourhood.tellHints(
        neighbourhood.self(),
        new HintProtocol.MakeFor(
            request.request(),
            home,
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
    tellToMerge(to, siblings, durability, neighbourhood.replies());
  }

  /** Its answer would pass for that of the hints that it may keep for another. */
  @Override
  public void teach(NodeId learner, Siblings siblings, Durability durability) {
    tellToMerge(learner, siblings, durability, getContext().getSystem().ignoreRef());
  }

  private void tellToMerge(
      NodeId to, Siblings siblings, Durability durability, ActorRef<VnodeProtocol.Reply> replies) {
    WritePlan plan = request.plan();
    neighbourhood.tellVnode(
        to,
        new VnodeProtocol.Merge(
            request.request(),
            plan.partition(),
            plan.keepers().stamp(),
            plan.key(),
            siblings,
            plan.terms(),
            VnodeProtocol.Occasion.WRITE,
            durability,
            request.deadlineMillis(),
            replies));
  }

  @Override
  public void keep(NodeId standIn, NodeId home, Siblings siblings, Durability durability) {
    neighbourhood.stats().count(Counter.FALLBACKS_ASKED);
    tellToKeep(standIn, home, siblings, durability);
  }

  @Override
  public void keepHere(NodeId home, Siblings siblings, Durability durability) {
    tellToKeep(neighbourhood.self(), home, siblings, durability);
  }

  private void tellToKeep(NodeId keeper, NodeId home, Siblings siblings, Durability durability) {
    WritePlan plan = request.plan();
    neighbourhood.tellHints(
        keeper,
        new HintProtocol.Keep(
            request.request(),
            home,
            plan.partition(),
            plan.key(),
            siblings,
            plan.terms(),
            durability,
            request.deadlineMillis() + HINT_GRACE_MILLIS,
            neighbourhood.replies()));
  }

  @Override
  public void owe(NodeId home) {
    neighbourhood.tellHints(
        neighbourhood.self(), new HintProtocol.Owe(home, request.plan().partition()));
  }

  @Override
  public void await() {
    Duration patience = request.times().patience();
    Duration left = timeLeft();
    boolean endsFirst = !isOver && left.compareTo(patience) <= 0;
    if (endsFirst) timers.startSingleTimer(TIMER, new DeadlinePassed(), left);
    else timers.startSingleTimer(TIMER, new PatienceEnded(), patience);
  }

  private Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, endsAtNanos - System.nanoTime()));
  }

  @Override
  public void reply(WriteOutcome outcome) {
    isCrowded = !request.place().answered();
    request.asker().accept(outcome);
  }
}

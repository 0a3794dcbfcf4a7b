package io.gramme.antientropy;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.handoff.HintProtocol;
import io.gramme.machine.Step;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.TombstonesFound;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Looks for old tombstones in one partition, and gives one {@link ReapRound} a mailbox, a clock and
 * the nodes to ask. Decides nothing itself.
 */
final class Reaping extends AbstractBehavior<Reaping.Command> implements ReapRound.Shell {

  sealed interface Command {}

  /** A replica answered. */
  record Replied(VnodeProtocol.Reply reply) implements Command {}

  /** A node said how many hints it keeps. */
  record HintsReplied(HintProtocol.HintsCounted reply) implements Command {}

  /** These nodes can be reached now, this one among them. */
  record ReachableChanged(Set<NodeId> reachable) implements Command {}

  /** The ring has changed: whom was asked may no longer be who must be asked. */
  record Abandon() implements Command {}

  private record SliceAnswered(Admission.Answer answer) implements Command {}

  private record DeadlinePassed() implements Command {}

  /**
   * Everything one round is given.
   *
   * @param number that replies repeat
   * @param preference every member of the ring, in the order of the partition's preference list
   * @param leaving who takes part as well
   * @param reachable those that can be reached, this one among them
   * @param doors to the nodes
   */
  record Request(
      long number,
      int partition,
      List<NodeId> preference,
      List<NodeId> leaving,
      Set<NodeId> reachable,
      Reaper.Surroundings node,
      Reaper.Doors doors,
      Reaper.Listener listener) {}

  private final Request request;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Admission.Answer> slices;
  private Set<NodeId> reachable;
  private List<VnodeProtocol.Buried> found = List.of();
  private boolean begun;
  private ReapRound round = new ReapRound.Finished();

  static Behavior<Command> create(Request request) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Reaping(context, request, timers).look()));
  }

  private Reaping(ActorContext<Command> context, Request request, TimerScheduler<Command> timers) {
    super(context);
    this.request = request;
    this.timers = timers;
    this.reachable = request.reachable();
    this.slices = context.messageAdapter(Admission.Answer.class, SliceAnswered::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(HintsReplied.class, this::onHintsReplied)
        .onMessage(ReachableChanged.class, this::onReachableChanged)
        .onMessage(Abandon.class, this::onAbandon)
        .onMessage(SliceAnswered.class, this::onSliceAnswered)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .build();
  }

  private Behavior<Command> look() {
    request
        .node()
        .vnodes()
        .tell(
            new VnodeProtocol.FindTombstones(
                request.number(),
                request.partition(),
                request.node().wallMillis().getAsLong() - request.node().bounds().graceMillis(),
                request.node().bounds().sliceLimit(),
                deadline(),
                request.doors().replies()));
    awaitAnswers();
    return this;
  }

  private Behavior<Command> onReplied(Replied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (reply instanceof TombstonesFound tombstones) return onFound(tombstones);
    if (reply instanceof VnodeProtocol.Roots roots)
      return take(round.onRoots(roots.from(), roots.roots().keySet()));
    if (reply instanceof VnodeProtocol.Confirmed confirmed)
      return take(round.onConfirmed(confirmed.from(), confirmed.entries()));
    if (reply instanceof VnodeProtocol.Forgotten forgotten)
      return take(round.onForgotten(forgotten.from()));
    return begun ? take(round.onFailure(reply.from())) : Behaviors.stopped();
  }

  private Behavior<Command> onFound(TombstonesFound tombstones) {
    request.listener().seen(request.partition(), tombstones.total(), tombstones.oldestMillis());
    found = tombstones.tombstones();
    if (found.isEmpty()) return Behaviors.stopped();
    timers.cancelAll();
    request.node().admission().tell(new Admission.Ask(Work.REAPING, slices));
    return this;
  }

  private Behavior<Command> onSliceAnswered(SliceAnswered message) {
    if (message.answer() instanceof Admission.Refused) return Behaviors.stopped();
    begun = true;
    return take(ReapRound.begin(new ReapRound.Plan(request.preference(), request.leaving(), found), reachable));
  }

  private Behavior<Command> onHintsReplied(HintsReplied message) {
    return take(round.onHints(message.reply().from(), message.reply().count()));
  }

  private Behavior<Command> onReachableChanged(ReachableChanged message) {
    Set<NodeId> lost = new HashSet<>(reachable);
    reachable = message.reachable();
    lost.removeAll(reachable);
    if (!begun) return this;
    Behavior<Command> next = this;
    for (NodeId node : lost) next = take(round.onFailure(node));
    return next;
  }

  private Behavior<Command> onAbandon(Abandon message) {
    return Behaviors.stopped();
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    return begun ? take(round.onDeadline()) : Behaviors.stopped();
  }

  private Behavior<Command> take(Step<ReapRound, ReapRound.Effect> step) {
    round = step.next();
    for (ReapRound.Effect effect : step.effects()) effect.performOn(this);
    return round instanceof ReapRound.Finished ? Behaviors.stopped() : this;
  }

  @Override
  public void countHints(NodeId member) {
    request
        .doors()
        .tellHints(
            member,
            new HintProtocol.CountHints(
                request.number(), request.partition(), deadline(), request.doors().counts()));
  }

  @Override
  public void lookAtRoots(NodeId member) {
    request
        .doors()
        .tellVnodes(
            member,
            new VnodeProtocol.GetRoots(
                request.number(), request.partition(), deadline(), request.doors().replies()));
  }

  @Override
  public void confirm(NodeId primary, List<LeafEntry> entries) {
    request
        .doors()
        .tellVnodes(
            primary,
            new VnodeProtocol.Confirm(
                request.number(),
                request.partition(),
                entries,
                deadline(),
                request.doors().replies()));
  }

  @Override
  public void forget(NodeId primary, List<LeafEntry> entries) {
    request
        .doors()
        .tellVnodes(
            primary,
            new VnodeProtocol.Forget(
                request.number(),
                request.partition(),
                entries,
                deadline(),
                request.doors().replies()));
  }

  @Override
  public void awaitAnswers() {
    timers.startSingleTimer(new DeadlinePassed(), request.node().bounds().patience());
  }

  @Override
  public void awaitSettled() {
    timers.startSingleTimer(new DeadlinePassed(), request.node().bounds().settle());
  }

  @Override
  public void report(ReapRound.Ending ending, int forgotten) {
    request.listener().ended(request.partition(), ending, forgotten);
  }

  private long deadline() {
    return request.node().wallMillis().getAsLong() + request.node().bounds().patience().toMillis();
  }
}

package io.gramme.antientropy;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.antientropy.Question.OfBranches;
import io.gramme.antientropy.Question.OfCopy;
import io.gramme.antientropy.Question.OfLeaves;
import io.gramme.antientropy.Question.OfRecord;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.vnode.VnodeProtocol;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Gives one {@link ComparisonRound} a mailbox, a clock and two replicas. Decides nothing itself.
 */
final class Session extends AbstractBehavior<Session.Command> implements ComparisonRound.Shell {

  sealed interface Command {}

  /** A replica answered the call of that number. */
  record Replied(long call, VnodeProtocol.Reply reply) implements Command {}

  /** This node can no longer reach the peer. */
  record PeerLost() implements Command {}

  private record SliceAnswered(Admission.Answer answer) implements Command {}

  private record TickDue() implements Command {}

  private record SliceDue() implements Command {}

  /**
   * Everything one session is given.
   *
   * @param firstRequest from which its calls are counted in the requests to replicas
   * @param here the door to this node's vnodes
   * @param there the door to the peer's
   * @param replies where both answer
   * @param patience how long an answer may take before the question is put again
   * @param wallMillis the wall clock, for deadlines
   * @param ended told the outcome
   */
  record Request(
      long firstRequest,
      int partition,
      ComparisonRound.Bounds bounds,
      ActorRef<VnodeProtocol.Command> here,
      ActorRef<VnodeProtocol.Command> there,
      ActorRef<VnodeProtocol.Reply> replies,
      ActorRef<Admission.Command> admission,
      Duration patience,
      LongSupplier wallMillis,
      Consumer<Outcome> ended) {}

  private final Request request;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Admission.Answer> slices;
  private ComparisonRound round;

  static Behavior<Command> create(Request request) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new TickDue(), request.patience());
                  return new Session(context, request, timers)
                      .take(ComparisonRound.begin(request.bounds()));
                }));
  }

  private Session(ActorContext<Command> context, Request request, TimerScheduler<Command> timers) {
    super(context);
    this.request = request;
    this.timers = timers;
    this.slices = context.messageAdapter(Admission.Answer.class, SliceAnswered::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replied.class, this::onReplied)
        .onMessage(PeerLost.class, this::onPeerLost)
        .onMessage(SliceAnswered.class, this::onSliceAnswered)
        .onMessage(TickDue.class, this::onTickDue)
        .onMessage(SliceDue.class, this::onSliceDue)
        .build();
  }

  private Behavior<Command> onReplied(Replied message) {
    return take(round.onReply(message.call(), message.reply()));
  }

  private Behavior<Command> onPeerLost(PeerLost message) {
    return take(round.onPeerLost());
  }

  private Behavior<Command> onSliceAnswered(SliceAnswered message) {
    if (message.answer() instanceof Admission.Granted) return take(round.onSlice());
    timers.startSingleTimer(new SliceDue(), request.patience());
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    return take(round.onTick());
  }

  private Behavior<Command> onSliceDue(SliceDue message) {
    askForSlice();
    return this;
  }

  private Behavior<Command> take(Step<ComparisonRound, ComparisonRound.Effect> step) {
    round = step.next();
    for (ComparisonRound.Effect effect : step.effects()) effect.performOn(this);
    return round instanceof ComparisonRound.Finished ? Behaviors.stopped() : this;
  }

  @Override
  public void ask(long call, Side side, Question question) {
    (side == Side.HERE ? request.here() : request.there()).tell(command(call, question));
  }

  private VnodeProtocol.Command command(long call, Question question) {
    long number = request.firstRequest() + call;
    int partition = request.partition();
    long deadline = request.wallMillis().getAsLong() + 2 * request.patience().toMillis();
    var replies = request.replies();
    if (question instanceof OfBranches ask)
      return new VnodeProtocol.GetBranches(
          number, partition, ask.replicas(), ask.nodes(), deadline, replies);
    if (question instanceof OfLeaves ask)
      return new VnodeProtocol.GetLeaves(
          number,
          partition,
          ask.replicas(),
          ask.leaves(),
          ask.part(),
          ask.parts(),
          deadline,
          replies);
    if (question instanceof OfRecord ask)
      return new VnodeProtocol.Get(number, partition, ask.key(), deadline, replies);
    if (question instanceof OfCopy ask)
      return new VnodeProtocol.Merge(
          number,
          partition,
          ask.key(),
          ask.siblings(),
          ask.terms(),
          VnodeProtocol.Occasion.ANTI_ENTROPY,
          Durability.OS,
          deadline,
          replies);
    return new VnodeProtocol.GetRoots(number, partition, deadline, replies);
  }

  @Override
  public void askForSlice() {
    request.admission().tell(new Admission.Ask(Work.ANTI_ENTROPY, slices));
  }

  @Override
  public void report(Outcome outcome) {
    request.ended().accept(outcome);
  }
}

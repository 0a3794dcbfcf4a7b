package io.gramme.transfer;

import io.gramme.admission.Admission;
import io.gramme.admission.Work;
import io.gramme.causality.Terms;
import io.gramme.machine.Step;
import io.gramme.membership.Peers;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.transfer.TransfersView.Outgoing;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Held;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Parcel;
import io.gramme.vnode.VnodeProtocol.Roots;
import io.gramme.vnode.VnodeProtocol.Slice;
import io.gramme.vnode.VnodeProtocol.Stored;
import io.gramme.vnode.VnodeProtocol.WasShed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Looks for records of settled partitions that this node keeps no longer, one partition at a time,
 * and gives one {@link ShedRound} a mailbox, a clock and the nodes to ask.
 */
final class Shedder extends AbstractBehavior<Shedder.Command> implements ShedRound.Shell {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Requests of earlier questions are ignored; a round's calls are counted within one number. */
  private static final long CALLS_PER_LOOK = 1L << 32;

  sealed interface Command {}

  /** The ring was read from disk, or has changed, or its hand-overs have come further. */
  record RingChanged(Ring ring) implements Command {}

  /** A peer came, went or moved. */
  record PeersChanged(Peers peers) implements Command {}

  /** An operator has paused transfers, or lets them go on. */
  record PausedChanged(boolean isPaused) implements Command {}

  private record SliceAnswered(Admission.Answer answer) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record CallFailed(long look, long call) implements Command {}

  private record DeadlinePassed(long look) implements Command {}

  private record TickDue() implements Command {}

  /** The partition that is looked at, as the ring stood when that began. */
  private record Place(int partition, int rank, Ring ring) {}

  private final Transfers.Surroundings node;
  private final Consumer<Outgoing> view;
  private final TimerScheduler<Command> timers;
  private final ActorRef<VnodeProtocol.Reply> replies;
  private final ActorRef<Admission.Answer> slices;
  private final ShedPlan plan;
  private Optional<Ring> ring = Optional.empty();
  private Peers peers = Peers.NONE;
  private boolean isPaused;
  private Optional<Place> place = Optional.empty();
  private ShedRound round = new ShedRound.Finished();
  private long look;
  private long shed;

  static Behavior<Command> create(Transfers.Surroundings node, Consumer<Outgoing> view) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new TickDue(), TICK);
                  return new Shedder(context, timers, node, view);
                }));
  }

  private Shedder(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Transfers.Surroundings node,
      Consumer<Outgoing> view) {
    super(context);
    this.node = node;
    this.view = view;
    this.timers = timers;
    this.plan = new ShedPlan(node.settings().backOff().toMillis());
    this.replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    this.slices = context.messageAdapter(Admission.Answer.class, SliceAnswered::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(RingChanged.class, this::onRingChanged)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(PausedChanged.class, this::onPausedChanged)
        .onMessage(SliceAnswered.class, this::onSliceAnswered)
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(CallFailed.class, this::onCallFailed)
        .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  private Behavior<Command> onRingChanged(RingChanged message) {
    boolean isSame = ring.filter(before -> before.id().equals(message.ring().id())).isPresent();
    ring = Optional.of(message.ring());
    plan.onRing(message.ring(), node.self());
    if (!isSame) abandon();
    view.accept(plan.view(shed));
    return lookOn();
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers = message.peers();
    return this;
  }

  private Behavior<Command> onPausedChanged(PausedChanged message) {
    isPaused = message.isPaused();
    if (isPaused) abandon();
    return lookOn();
  }

  private void abandon() {
    look++;
    place = Optional.empty();
    round = new ShedRound.Finished();
  }

  private Behavior<Command> onTickDue(TickDue message) {
    return lookOn();
  }

  /** Looks at the next partition whose turn it is, if none is looked at. */
  private Behavior<Command> lookOn() {
    if (isPaused || place.isPresent() || ring.isEmpty()) return this;
    var next = plan.next(now());
    if (next.isEmpty()) return this;
    int partition = next.getAsInt();
    look++;
    place =
        Optional.of(
            new Place(partition, ring.get().rank(partition, node.self()), ring.get()));
    askSlice();
    return this;
  }

  /** The first slice is for the question whether there is anything at all. */
  private Behavior<Command> onSliceAnswered(SliceAnswered message) {
    if (place.isEmpty()) return this;
    if (message.answer() instanceof Admission.Refused)
      return end(1, "too much background work waits");
    if (!(round instanceof ShedRound.Finished)) return take(round.onSlice());
    node.vnodes()
        .tell(
            new VnodeProtocol.GetRoots(
                request(0), place.get().partition(), deadline(), replies));
    awaitAnswers();
    return this;
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (place.isEmpty() || reply.request() / CALLS_PER_LOOK != look) return this;
    long call = reply.request() % CALLS_PER_LOOK;
    if (reply instanceof Roots roots) return onRoots(roots);
    if (reply instanceof Slice slice)
      return take(round.onRead(slice.parcels(), slice.last(), slice.isEnd()));
    if (reply instanceof Held held) return take(round.onHeld(call, held.entries()));
    if (reply instanceof Stored) return take(round.onStored(call));
    if (reply instanceof WasShed gone) return take(round.onShed(gone.count()));
    return call == 0 ? end(1, "this node refused: " + reply) : take(round.onFailure(call));
  }

  private Behavior<Command> onRoots(Roots roots) {
    if (!(round instanceof ShedRound.Finished)) return this;
    Place here = place.orElseThrow();
    boolean isEmpty = roots.roots().keySet().stream().noneMatch(each -> each <= here.rank());
    if (isEmpty) return end(0, "");
    boolean takesPart = here.ring().participants().contains(node.self());
    return take(
        ShedRound.begin(
            new ShedRound.Plan(
                here.ring().targetList(here.partition()), here.rank(), takesPart)));
  }

  private Behavior<Command> onCallFailed(CallFailed message) {
    return message.look() == look ? take(round.onFailure(message.call())) : this;
  }

  private Behavior<Command> onDeadlinePassed(DeadlinePassed message) {
    if (message.look() != look || place.isEmpty()) return this;
    return round instanceof ShedRound.Finished
        ? end(1, "this node's replica did not answer")
        : take(round.onDeadline());
  }

  private Behavior<Command> take(Step<ShedRound, ShedRound.Effect> step) {
    round = step.next();
    for (ShedRound.Effect effect : step.effects()) effect.performOn(this);
    return this;
  }

  private Behavior<Command> end(long left, String trouble) {
    Place here = place.orElseThrow();
    plan.onLooked(here.partition(), left > 0, trouble, now());
    abandon();
    view.accept(plan.view(shed));
    return lookOn();
  }

  @Override
  public void askSlice() {
    node.admission().tell(new Admission.Ask(Work.TRANSFER, slices));
  }

  @Override
  public void read(Blob after, int mostReplicas) {
    node.vnodes()
        .tell(
            new VnodeProtocol.FetchSlice(
                request(0),
                place.orElseThrow().partition(),
                after,
                node.settings().sliceBytes(),
                1,
                Math.min(mostReplicas, Terms.MOST_REPLICAS),
                deadline(),
                replies));
  }

  @Override
  public void askHeld(long call, NodeId keeper, List<LeafEntry> entries) {
    tell(
        keeper,
        call,
        new VnodeProtocol.AskHeld(
            request(call), place.orElseThrow().partition(), entries, deadline(), replies));
  }

  @Override
  public void push(long call, NodeId keeper, Parcel parcel) {
    tell(
        keeper,
        call,
        new VnodeProtocol.Merge(
            request(call),
            place.orElseThrow().partition(),
            parcel.key(),
            parcel.siblings(),
            parcel.terms(),
            Occasion.TRANSFER,
            Durability.SYNC,
            deadline(),
            replies));
  }

  private void tell(NodeId keeper, long call, VnodeProtocol.Command command) {
    if (peers.isReachable(keeper)) node.door(getContext().getSystem(), peers, keeper).tell(command);
    else getContext().getSelf().tell(new CallFailed(look, call));
  }

  @Override
  public void shed(List<LeafEntry> entries) {
    Place here = place.orElseThrow();
    node.vnodes()
        .tell(
            new VnodeProtocol.Shed(
                request(0),
                here.partition(),
                here.ring().stamp(here.partition()),
                entries,
                deadline(),
                replies));
  }

  @Override
  public void awaitAnswers() {
    timers.startSingleTimer("deadline", new DeadlinePassed(look), node.settings().patience());
  }

  @Override
  public void report(long gone, long left) {
    shed += gone;
    if (gone > 0)
      getContext()
          .getLog()
          .info("Partition {}: let go of {} records", place.orElseThrow().partition(), gone);
    end(left, left > 0 ? left + " records are not held by all keepers" : "");
  }

  private long request(long call) {
    return look * CALLS_PER_LOOK + call;
  }

  private long deadline() {
    return now() + node.settings().patience().toMillis();
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}

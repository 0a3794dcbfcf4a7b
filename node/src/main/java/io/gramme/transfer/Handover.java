package io.gramme.transfer;

import io.gramme.antientropy.AntiEntropy;
import io.gramme.machine.Step;
import io.gramme.membership.Peers;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.ring.Gain;
import io.gramme.ring.Mark;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.transfer.Checkpoint.Stored;
import io.gramme.transfer.HandoverRound.Finished;
import io.gramme.transfer.HandoverRound.Plan;
import io.gramme.transfer.HandoverRound.Sight;
import io.gramme.transfer.TransfersView.Incoming;
import io.gramme.transfer.TransfersView.Phase;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Fenced;
import io.gramme.vnode.VnodeProtocol.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.UniqueKillSwitch;

/**
 * Gives one {@link HandoverRound} a mailbox, a clock, a stream of slices and a file for its
 * checkpoint. Decides nothing itself. Writes small files in place, so it must run on a dispatcher
 * that may block.
 */
final class Handover extends AbstractBehavior<Handover.Command> implements HandoverEffect.Shell {

  sealed interface Command {}

  /** The hand-overs of the same version have come further. */
  record RingSeen(Ring ring) implements Command {}

  /** A peer came, went or moved. */
  record PeersSeen(Peers peers) implements Command {}

  /** This one may fetch. */
  record TurnGiven() implements Command {}

  private record SliceStored(long number, Stored slice) implements Command {}

  private record FetchFailed(long number, String why) implements Command {}

  private record WasCompared(AntiEntropy.Compared compared) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record MomentCome() implements Command {}

  /**
   * Everything one hand-over is given.
   *
   * @param ring in which this node gains the partition
   * @param listener told how it goes
   */
  record Request(
      int partition, Ring ring, Peers peers, Transfers.Surroundings node, Listener listener) {

    Gain gain() {
      return ring.gain(partition, node.self()).orElseThrow();
    }

    RingId of() {
      return ring.id();
    }

    /** Those of S(N) who still take part. */
    List<NodeId> holders() {
      List<NodeId> origin = ring.originList(partition);
      return origin.subList(0, Math.min(ring.version().replicas(), origin.size())).stream()
          .filter(ring.participants()::contains)
          .toList();
    }
  }

  /** Told by a hand-over what it wants and how it goes. */
  interface Listener {
    void turnWanted();

    void turnYielded();

    void seen(Incoming view);
  }

  private final Request request;
  private final TimerScheduler<Command> timers;
  private final ActorRef<AntiEntropy.Compared> comparisons;
  private final ActorRef<VnodeProtocol.Reply> replies;
  private Ring ring;
  private Peers peers;
  private HandoverRound round;
  private Optional<UniqueKillSwitch> stream = Optional.empty();
  private long fetchingSince;
  private long bytesBefore;
  private long bytesLeft = -1;

  static Behavior<Command> create(Request request) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Handover(context, request, timers).begin()));
  }

  private Handover(ActorContext<Command> context, Request request, TimerScheduler<Command> timers) {
    super(context);
    this.request = request;
    this.timers = timers;
    this.peers = request.peers();
    this.comparisons = context.messageAdapter(AntiEntropy.Compared.class, WasCompared::new);
    this.replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    this.ring = request.ring();
    this.round = new Finished();
  }

  private Behavior<Command> begin() {
    Checkpoint checkpoint = request.node().checkpoints().read(request.partition(), request.of());
    Plan plan =
        new Plan(request.node().self(), request.holders(), request.node().settings().pace());
    return take(HandoverRound.begin(plan, checkpoint, sight(request.ring()), peers.reachable()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(RingSeen.class, this::onRingSeen)
        .onMessage(PeersSeen.class, this::onPeersSeen)
        .onMessage(TurnGiven.class, this::onTurnGiven)
        .onMessage(SliceStored.class, this::onSliceStored)
        .onMessage(FetchFailed.class, this::onFetchFailed)
        .onMessage(WasCompared.class, this::onWasCompared)
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(MomentCome.class, this::onMomentCome)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onRingSeen(RingSeen message) {
    ring = message.ring();
    return take(round.onSight(sight(ring)));
  }

  private Sight sight(Ring ring) {
    Optional<Mark> mark = Optional.empty();
    for (Mark each : Mark.values()) {
      if (ring.progress().has(request.partition(), request.node().self(), each))
        mark = Optional.of(each);
    }
    return new Sight(ring.stage(request.partition()), mark);
  }

  private Behavior<Command> onPeersSeen(PeersSeen message) {
    peers = message.peers();
    return take(round.onReachable(peers.reachable()));
  }

  private Behavior<Command> onTurnGiven(TurnGiven message) {
    return take(round.onTurn());
  }

  private Behavior<Command> onSliceStored(SliceStored message) {
    bytesLeft = message.slice().bytesLeft();
    return take(round.onStored(message.number(), message.slice()));
  }

  private Behavior<Command> onFetchFailed(FetchFailed message) {
    return take(round.onFailed(message.number(), message.why()));
  }

  private Behavior<Command> onWasCompared(WasCompared message) {
    return take(round.onCompared(message.compared().number()));
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    VnodeProtocol.Reply reply = message.reply();
    if (reply instanceof Fenced) return take(round.onFenced(reply.from()));
    if (reply instanceof Refused refused)
      return take(round.onNotFenced(refused.from(), refused.why().name()));
    return this;
  }

  private Behavior<Command> onMomentCome(MomentCome message) {
    return take(round.onMoment());
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    stopFetching();
    return this;
  }

  private Behavior<Command> take(Step<HandoverRound, HandoverEffect> step) {
    round = step.next();
    for (HandoverEffect effect : step.effects()) effect.performOn(this);
    if (round instanceof Finished) return Behaviors.stopped();
    request.listener().seen(view());
    return this;
  }

  @Override
  public void wantTurn() {
    request.listener().turnWanted();
  }

  @Override
  public void yieldTurn() {
    request.listener().turnYielded();
  }

  @Override
  public void fetch(long number, NodeId source, Blob after) {
    fetchingSince = request.node().wallMillis().getAsLong();
    bytesBefore = round.course().checkpoint().bytes();
    ActorRef<Command> here = getContext().getSelf();
    SliceStream slices =
        new SliceStream(
            getContext().getSystem(),
            request.partition(),
            request.gain(),
            request.node().vnodes(),
            door(source),
            request.node().admission(),
            request.node().settings(),
            request.node().wallMillis());
    stream =
        Optional.of(
            slices.run(
                after,
                new SliceStream.Listener() {
                  @Override
                  public void stored(Stored slice) {
                    here.tell(new SliceStored(number, slice));
                  }

                  @Override
                  public void failed(String why) {
                    here.tell(new FetchFailed(number, why));
                  }
                }));
  }

  @Override
  public void stopFetching() {
    stream.ifPresent(UniqueKillSwitch::shutdown);
    stream = Optional.empty();
  }

  @Override
  public void save(Checkpoint checkpoint) {
    request.node().checkpoints().write(request.partition(), request.of(), checkpoint);
  }

  @Override
  public void forget() {
    request.node().checkpoints().forget(request.partition());
  }

  @Override
  public void compare(long number) {
    request
        .node()
        .antiEntropy()
        .tell(new AntiEntropy.Compare(request.partition(), request.of(), number, comparisons));
  }

  @Override
  public void publish(Mark mark) {
    getContext().getLog().info("Partition {}: this node is {}", request.partition(), mark);
    request.node().marks().publish(request.of(), request.partition(), mark);
  }

  /** The stage is joint by now, and its stamp is the least that shall be let through. */
  @Override
  public void fence(NodeId holder) {
    long least = ring.stamp(request.partition());
    long deadline =
        request.node().wallMillis().getAsLong() + request.node().settings().patience().toMillis();
    door(holder).tell(new VnodeProtocol.Fence(0, request.partition(), least, deadline, replies));
  }

  @Override
  public void await(Duration time) {
    timers.startSingleTimer(new MomentCome(), time);
  }

  private ActorRef<VnodeProtocol.Command> door(NodeId node) {
    return request.node().door(getContext().getSystem(), peers, node);
  }

  private Incoming view() {
    Checkpoint checkpoint = round.course().checkpoint();
    long millis = request.node().wallMillis().getAsLong() - fetchingSince;
    Optional<NodeId> source =
        round instanceof HandoverRound.Fetching fetching
            ? Optional.of(fetching.source())
            : Optional.empty();
    boolean isFetching = source.isPresent() && millis > 0;
    long rate = isFetching ? (checkpoint.bytes() - bytesBefore) * 1_000 / millis : 0;
    return new Incoming(
        request.partition(),
        source.map(List::of).orElseGet(request::holders),
        request.node().self(),
        phase(),
        checkpoint.keys(),
        checkpoint.bytes(),
        rate,
        rate > 0 && bytesLeft >= 0 ? bytesLeft / rate : -1,
        round.course().trouble());
  }

  private Phase phase() {
    if (round instanceof HandoverRound.Queued) return Phase.QUEUED;
    if (round instanceof HandoverRound.Fetching) return Phase.FETCHING;
    if (round instanceof HandoverRound.Pausing) return Phase.PAUSING;
    if (round instanceof HandoverRound.Comparing comparing)
      return comparing.isLast() ? Phase.CONFIRMING : Phase.COMPARING;
    if (round instanceof HandoverRound.Ready) return Phase.READY;
    return round instanceof HandoverRound.Fencing ? Phase.FENCING : Phase.COMPLETE;
  }
}

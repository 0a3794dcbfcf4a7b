package io.gramme.transfer;

import io.gramme.admission.Admission;
import io.gramme.antientropy.AntiEntropy;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.transfer.TransfersView.Incoming;
import io.gramme.transfer.TransfersView.Outgoing;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.Vnodes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Looks after the partitions that move to this node and from it: one {@link Handover} for each that
 * it gains, and one {@link Shedder} for all that it keeps no longer. Writes small files in place, so
 * it must run on a dispatcher that may block.
 */
public final class Transfers extends AbstractBehavior<Transfers.Command> {

  /** Its name among the node's actors. */
  public static final String PATH = "transfers";

  private static final Duration TICK = Duration.ofSeconds(1);

  /** What it can be told. */
  public sealed interface Command {}

  /** The ring was read from disk, or has changed, or its hand-overs have come further. */
  public record RingChanged(Ring ring) implements Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /** An operator wants nothing to be moved for now; kept across restarts. */
  public record Pause(ActorRef<TransfersView> replyTo) implements Command {}

  /** An operator wants moves to go on. */
  public record Resume(ActorRef<TransfersView> replyTo) implements Command {}

  private record TurnWanted(long number, int partition) implements Command {}

  private record TurnYielded(long number, int partition) implements Command {}

  private record IncomingSeen(long number, Incoming view) implements Command {}

  private record HandoverStopped(long number, int partition) implements Command {}

  private record OutgoingSeen(Outgoing view) implements Command {}

  private record TickDue() implements Command {}

  /** Publishes what this node says of itself, to be remembered and told to everybody. */
  @FunctionalInterface
  public interface Marks {
    void publish(RingId of, int partition, Mark mark);
  }

  /**
   * What transfers are given.
   *
   * @param vnodes the door to this node's own
   * @param antiEntropy which compares on demand
   * @param checkpoints in a folder of the data directory
   * @param marks where this node's are published
   * @param wallMillis the wall clock
   * @param view told whenever something has changed
   */
  public record Surroundings(
      NodeId self,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<AntiEntropy.Command> antiEntropy,
      ActorRef<Admission.Command> admission,
      Checkpoints checkpoints,
      TransferSettings settings,
      Marks marks,
      LongSupplier wallMillis,
      Consumer<TransfersView> view) {

    ActorRef<VnodeProtocol.Command> door(ActorSystem<?> system, Peers peers, NodeId node) {
      if (node.equals(self)) return vnodes;
      return peers
          .peer(node)
          .map(
              known ->
                  ActorRefResolver.get(system)
                      .<VnodeProtocol.Command>resolveActorRef(
                          known.address() + "/user/" + Vnodes.PATH))
          .orElseGet(system::ignoreRef);
    }
  }

  private record Running(long number, ActorRef<Handover.Command> actor) {}

  private final Surroundings node;
  private final ActorRef<Shedder.Command> shedder;
  private final Map<Integer, Running> running = new HashMap<>();
  private final SortedMap<Integer, Incoming> views = new TreeMap<>();
  private Turns turns;
  private Outgoing outgoing = TransfersView.NONE.outgoing();
  private Peers peers = Peers.NONE;
  private Optional<Ring> ring = Optional.empty();
  private boolean isPaused;
  private boolean changed = true;
  private long lastNumber;

  public static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new TickDue(), TICK);
                  return new Transfers(context, node);
                }));
  }

  private Transfers(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    this.turns = new Turns(node.settings().atOnce());
    this.isPaused = node.checkpoints().isPaused();
    ActorRef<Command> here = context.getSelf();
    this.shedder =
        context.spawn(
            Shedder.create(node, seen -> here.tell(new OutgoingSeen(seen))), "shedder");
    shedder.tell(new Shedder.PausedChanged(isPaused));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(RingChanged.class, this::onRingChanged)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(Pause.class, this::onPause)
        .onMessage(Resume.class, this::onResume)
        .onMessage(TurnWanted.class, this::onTurnWanted)
        .onMessage(TurnYielded.class, this::onTurnYielded)
        .onMessage(IncomingSeen.class, this::onIncomingSeen)
        .onMessage(HandoverStopped.class, this::onHandoverStopped)
        .onMessage(OutgoingSeen.class, this::onOutgoingSeen)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  /** Hand-overs of another version are of no use: what they fetched is not lost, though. */
  private Behavior<Command> onRingChanged(RingChanged message) {
    Ring now = message.ring();
    boolean isSame = ring.filter(before -> before.id().equals(now.id())).isPresent();
    ring = Optional.of(now);
    shedder.tell(new Shedder.RingChanged(now));
    if (!isSame) {
      stopAll();
      forgetOthers(now);
    }
    running.values().forEach(each -> each.actor().tell(new Handover.RingSeen(now)));
    return startMissing();
  }

  private void forgetOthers(Ring now) {
    try {
      node.checkpoints().keepOnly(now.id());
    } catch (UncheckedIOException e) {
      getContext().getLog().warn("Old checkpoints could not be removed: {}", e.getMessage());
    }
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers = message.peers();
    shedder.tell(new Shedder.PeersChanged(peers));
    running.values().forEach(each -> each.actor().tell(new Handover.PeersSeen(peers)));
    return this;
  }

  private Behavior<Command> onPause(Pause message) {
    pause(true);
    stopAll();
    message.replyTo().tell(view());
    return this;
  }

  private Behavior<Command> onResume(Resume message) {
    pause(false);
    startMissing();
    message.replyTo().tell(view());
    return this;
  }

  private void pause(boolean paused) {
    isPaused = paused;
    changed = true;
    shedder.tell(new Shedder.PausedChanged(paused));
    try {
      node.checkpoints().pause(paused);
    } catch (UncheckedIOException e) {
      getContext().getLog().warn("A restart will not remember: paused {}", paused, e);
    }
  }

  /** Starts what this node gains and nobody looks after: also what has failed since. */
  private Behavior<Command> startMissing() {
    if (isPaused || ring.isEmpty()) return this;
    Ring now = ring.get();
    for (int partition = 0; partition < now.partitions(); partition++) {
      if (!running.containsKey(partition) && now.gain(partition, node.self()).isPresent())
        start(partition, now);
    }
    return this;
  }

  private void start(int partition, Ring now) {
    long number = ++lastNumber;
    ActorRef<Handover.Command> handover =
        getContext()
            .spawnAnonymous(
                Handover.create(
                    new Handover.Request(
                        partition, now, peers, node, listener(number, partition))),
                DispatcherSelector.sameAsParent());
    running.put(partition, new Running(number, handover));
    getContext().watchWith(handover, new HandoverStopped(number, partition));
    changed = true;
  }

  private Handover.Listener listener(long number, int partition) {
    ActorRef<Command> here = getContext().getSelf();
    return new Handover.Listener() {
      @Override
      public void turnWanted() {
        here.tell(new TurnWanted(number, partition));
      }

      @Override
      public void turnYielded() {
        here.tell(new TurnYielded(number, partition));
      }

      @Override
      public void seen(Incoming view) {
        here.tell(new IncomingSeen(number, view));
      }
    };
  }

  private void stopAll() {
    running.values().forEach(each -> getContext().stop(each.actor()));
    running.clear();
    views.clear();
    turns = new Turns(node.settings().atOnce());
    changed = true;
  }

  private boolean runs(long number, int partition) {
    Running known = running.get(partition);
    return known != null && known.number() == number;
  }

  private Behavior<Command> onTurnWanted(TurnWanted message) {
    if (!runs(message.number(), message.partition())) return this;
    turns.want(message.partition());
    return giveTurns();
  }

  private Behavior<Command> onTurnYielded(TurnYielded message) {
    if (!runs(message.number(), message.partition())) return this;
    turns.yield(message.partition());
    return giveTurns();
  }

  private Behavior<Command> giveTurns() {
    for (int partition : turns.next())
      running.get(partition).actor().tell(new Handover.TurnGiven());
    return this;
  }

  private Behavior<Command> onIncomingSeen(IncomingSeen message) {
    if (!runs(message.number(), message.view().partition())) return this;
    views.put(message.view().partition(), message.view());
    changed = true;
    return this;
  }

  private Behavior<Command> onHandoverStopped(HandoverStopped message) {
    if (!runs(message.number(), message.partition())) return this;
    running.remove(message.partition());
    views.remove(message.partition());
    turns.yield(message.partition());
    changed = true;
    return giveTurns();
  }

  private Behavior<Command> onOutgoingSeen(OutgoingSeen message) {
    changed |= !outgoing.equals(message.view());
    outgoing = message.view();
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    startMissing();
    if (changed) node.view().accept(view());
    changed = false;
    return this;
  }

  private TransfersView view() {
    return new TransfersView(isPaused, List.copyOf(views.values()), outgoing);
  }
}

package io.gramme.antientropy;

import io.gramme.admission.Admission;
import io.gramme.handoff.HintProtocol;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.Stage;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.Vnodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Looks after the tombstones of the partitions that this node owns, a few partitions at a time, and
 * takes in the answers for all of them.
 */
final class Reaper extends AbstractBehavior<Reaper.Command> {

  /** Where the hints of a node are found. */
  private static final String HINTS = "hints";

  private static final Duration TICK = Duration.ofSeconds(1);

  sealed interface Command {}

  /** A peer came, went or moved. */
  record PeersChanged(Peers peers) implements Command {}

  /** The ring was read from disk, or has changed. */
  record RingChanged(Ring ring) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record HintsReplied(HintProtocol.HintsCounted reply) implements Command {}

  private record Seen(int partition, long total, long oldestMillis) implements Command {}

  private record RoundEnded(int partition, ReapRound.Ending ending, int forgotten)
      implements Command {}

  private record RoundStopped(long number, int partition) implements Command {}

  private record TickDue() implements Command {}

  /**
   * What the reaper is given.
   *
   * @param vnodes the door to this node's own
   * @param hints the door to this node's own
   */
  record Surroundings(
      NodeId self,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<HintProtocol.Command> hints,
      ActorRef<Admission.Command> admission,
      ReapingBounds bounds,
      LongSupplier wallMillis,
      Consumer<AntiEntropyView.Tombstones> view) {}

  /** Told what a round sees and how it ends. */
  interface Listener {
    void seen(int partition, long total, long oldestMillis);

    void ended(int partition, ReapRound.Ending ending, int forgotten);
  }

  /** The doors to all nodes whose address is known, this one's among them. */
  record Doors(
      Map<NodeId, ActorRef<VnodeProtocol.Command>> vnodes,
      Map<NodeId, ActorRef<HintProtocol.Command>> hints,
      ActorRef<VnodeProtocol.Reply> replies,
      ActorRef<HintProtocol.HintsCounted> counts) {

    void tellVnodes(NodeId node, VnodeProtocol.Command command) {
      ActorRef<VnodeProtocol.Command> door = vnodes.get(node);
      if (door != null) door.tell(command);
    }

    void tellHints(NodeId node, HintProtocol.Command command) {
      ActorRef<HintProtocol.Command> door = hints.get(node);
      if (door != null) door.tell(command);
    }
  }

  private final Surroundings node;
  private final ActorRef<VnodeProtocol.Reply> replies;
  private final ActorRef<HintProtocol.HintsCounted> counts;
  private final Map<Long, ActorRef<Reaping.Command>> rounds = new HashMap<>();
  private final Set<Integer> busy = new HashSet<>();
  private final Map<Integer, Long> lookedMillis = new LinkedHashMap<>();
  private final Map<Integer, Seen> seen = new HashMap<>();
  private Peers peers = Peers.NONE;
  private Optional<Ring> ring = Optional.empty();
  private long lastRound;
  private long held;
  private String lastHeld = "";

  static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new TickDue(), TICK);
                  return new Reaper(context, node);
                }));
  }

  private Reaper(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    this.replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    this.counts = context.messageAdapter(HintProtocol.HintsCounted.class, HintsReplied::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(HintsReplied.class, this::onHintsReplied)
        .onMessage(Seen.class, this::onSeen)
        .onMessage(RoundEnded.class, this::onRoundEnded)
        .onMessage(RoundStopped.class, this::onRoundStopped)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(RingChanged.class, this::onRingChanged)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    var round = rounds.get(message.reply().request());
    if (round != null) round.tell(new Reaping.Replied(message.reply()));
    return this;
  }

  private Behavior<Command> onHintsReplied(HintsReplied message) {
    var round = rounds.get(message.reply().request());
    if (round != null) round.tell(new Reaping.HintsReplied(message.reply()));
    return this;
  }

  private Behavior<Command> onSeen(Seen message) {
    seen.put(message.partition(), message);
    return this;
  }

  /** A full slice is followed by the next one soon. */
  private Behavior<Command> onRoundEnded(RoundEnded message) {
    if (message.ending() == ReapRound.Ending.FORGOTTEN) {
      if (message.forgotten() >= node.bounds().sliceLimit())
        lookedMillis.replace(message.partition(), 0L);
    } else {
      held++;
      lastHeld = message.ending().name();
    }
    return this;
  }

  private Behavior<Command> onRoundStopped(RoundStopped message) {
    rounds.remove(message.number());
    busy.remove(message.partition());
    return this;
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers = message.peers();
    for (var round : rounds.values()) round.tell(new Reaping.ReachableChanged(reachable()));
    return this;
  }

  /** Within one version what has settled stays as it is: nothing is looked at that has not. */
  private Behavior<Command> onRingChanged(RingChanged message) {
    boolean isSame = ring.filter(before -> before.id().equals(message.ring().id())).isPresent();
    ring = Optional.of(message.ring());
    if (isSame) return this;
    for (var round : rounds.values()) round.tell(new Reaping.Abandon());
    lookedMillis.clear();
    seen.clear();
    message.ring().partitionsOf(node.self()).forEach(owned -> lookedMillis.put(owned, 0L));
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    long now = node.wallMillis().getAsLong();
    long due = now - node.bounds().lookEvery().toMillis();
    for (int partition : List.copyOf(lookedMillis.keySet())) {
      if (rounds.size() >= node.bounds().roundsLimit()) break;
      if (lookedMillis.get(partition) > due || busy.contains(partition)) continue;
      if (ring.orElseThrow().stage(partition) != Stage.SETTLED) continue;
      lookedMillis.remove(partition);
      lookedMillis.put(partition, now);
      begin(partition);
    }
    node.view().accept(view());
    return this;
  }

  private void begin(int partition) {
    long number = ++lastRound;
    ActorRef<Command> here = getContext().getSelf();
    Listener listener =
        new Listener() {
          @Override
          public void seen(int partition, long total, long oldestMillis) {
            here.tell(new Seen(partition, total, oldestMillis));
          }

          @Override
          public void ended(int partition, ReapRound.Ending ending, int forgotten) {
            here.tell(new RoundEnded(partition, ending, forgotten));
          }
        };
    ActorRef<Reaping.Command> round =
        getContext()
            .spawnAnonymous(
                Reaping.create(
                    new Reaping.Request(
                        number,
                        partition,
                        ring.orElseThrow().targetList(partition),
                        leaving(ring.orElseThrow()),
                        reachable(),
                        node,
                        doors(),
                        listener)));
    rounds.put(number, round);
    busy.add(partition);
    getContext().watchWith(round, new RoundStopped(number, partition));
  }

  private static List<NodeId> leaving(Ring ring) {
    return ring.participants().stream().filter(node -> !ring.isMember(node)).toList();
  }

  private Set<NodeId> reachable() {
    Set<NodeId> reachable = new HashSet<>(peers.reachable());
    reachable.add(node.self());
    return reachable;
  }

  private Doors doors() {
    Map<NodeId, ActorRef<VnodeProtocol.Command>> vnodes = new HashMap<>();
    Map<NodeId, ActorRef<HintProtocol.Command>> hints = new HashMap<>();
    ActorRefResolver resolver = ActorRefResolver.get(getContext().getSystem());
    for (Peers.Peer peer : peers.byId().values()) {
      vnodes.put(peer.id(), resolver.resolveActorRef(peer.address() + "/user/" + Vnodes.PATH));
      hints.put(peer.id(), resolver.resolveActorRef(peer.address() + "/user/" + HINTS));
    }
    vnodes.put(node.self(), node.vnodes());
    hints.put(node.self(), node.hints());
    return new Doors(vnodes, hints, replies, counts);
  }

  private AntiEntropyView.Tombstones view() {
    long count = seen.values().stream().mapToLong(Seen::total).sum();
    long oldest = seen.values().stream().mapToLong(Seen::oldestMillis).min().orElse(Long.MAX_VALUE);
    return new AntiEntropyView.Tombstones(count, oldest, held, lastHeld);
  }
}

package io.gramme.antientropy;

import io.gramme.admission.Admission;
import io.gramme.antientropy.AntiEntropyView.PairView;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.handoff.HintProtocol;
import io.gramme.membership.Peers;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.StorageFailedException;
import io.gramme.vnode.Knowledge;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.Vnodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Starts a session whenever the {@link Calendar} says so, and says of each partition when it is no
 * longer in doubt. At a path that peers know: they may ask for a comparison.
 */
public final class AntiEntropy extends AbstractBehavior<AntiEntropy.Command> {

  /** Where peers find it. */
  public static final String PATH = "anti-entropy";

  /** The most askers for a comparison that wait at once; further ones are to ask again later. */
  private static final int MOST_WAITING = 10_000;

  /** So many calls one session may make; the requests of two sessions are so far apart. */
  private static final long CALLS_PER_SESSION = 1L << 32;

  private static final Duration TICK = Duration.ofSeconds(1);

  /** What it can be told. */
  public sealed interface Command {}

  /** A peer came, went or moved. */
  public record PeersChanged(Peers peers) implements Command {}

  /** The ring was read from disk, or has changed. */
  public record RingChanged(Ring ring) implements Command {}

  /**
   * Has this node's replica of a partition compared with all others that keep it; from the same
   * node only. Answered when that was done since it was first asked under this number. To be asked
   * again if there is no answer: one who asks waits for one answer at a time, and nobody waits who
   * means another version of the ring.
   */
  public record Compare(int partition, RingId of, long number, ActorRef<Compared> replyTo)
      implements Command {}

  /** It was compared with all of them, and made equal. */
  public record Compared(int partition, long number) {}

  private record RangeAsked(HintProtocol.RepairRange message) implements Command {}

  private record ReplicaReplied(VnodeProtocol.Reply reply) implements Command {}

  private record SessionEnded(long number, Outcome outcome) implements Command {}

  private record TombstonesSeen(AntiEntropyView.Tombstones tombstones) implements Command {}

  private record ScrubSeen(AntiEntropyView.Scrub scrub) implements Command {}

  private record TickDue() implements Command {}

  /**
   * How often, how many and how much at once.
   *
   * @param pace of sessions
   * @param windowKeys the most keys exchanged on one slice
   * @param windowBytes beyond which no more are begun on it
   * @param patience how long an answer may take before a question is put again
   * @param reaping of tombstones
   * @param scrubEvery from one scrub of a partition to the next
   * @param scrubEntries the most entries that are scrubbed on one slice
   */
  public record Bounds(
      Calendar.Pace pace,
      int windowKeys,
      long windowBytes,
      Duration patience,
      ReapingBounds reaping,
      Duration scrubEvery,
      int scrubEntries) {}

  /**
   * What the node's disk says of what it may lack.
   *
   * @param owed the starts since which something may be missing
   * @param repaid strikes one of them off
   */
  public record Debts(Supplier<List<Integer>> owed, IntConsumer repaid) {}

  /**
   * What anti-entropy is given.
   *
   * @param vnodes the door to this node's own
   * @param hints the door to this node's own
   * @param knowledge which the vnodes ask
   * @param wallMillis the wall clock
   * @param view told whenever something has changed
   */
  public record Surroundings(
      NodeId self,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<HintProtocol.Command> hints,
      ActorRef<Admission.Command> admission,
      Knowledge knowledge,
      Debts debts,
      Bounds bounds,
      LongSupplier wallMillis,
      RandomGenerator dice,
      NodeStats stats,
      Consumer<AntiEntropyView> view) {}

  private record Running(Pair pair, ActorRef<Session.Command> session) {}

  /**
   * Somebody who waits for a comparison.
   *
   * @param asker whom the answer is for
   * @param number of the question
   * @param since the moment from which on it counts
   */
  private record Waiter(
      int partition, ActorRef<?> asker, long number, long since, Runnable answer) {

    boolean isOf(int other, ActorRef<?> who) {
      return partition == other && asker.equals(who);
    }
  }

  private final Surroundings node;
  private final Calendar calendar;
  private final ActorRef<VnodeProtocol.Reply> replies;
  private final Map<Long, Running> sessions = new HashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final SortedSet<Integer> inDoubt = new TreeSet<>();
  private final ActorRef<Reaper.Command> reaper;
  private final ActorRef<Scrubber.Command> scrubber;
  private AntiEntropyView.Tombstones tombstones = AntiEntropyView.Tombstones.NONE;
  private AntiEntropyView.Scrub scrub = AntiEntropyView.Scrub.NONE;
  private List<Integer> debts = List.of();
  private AntiEntropyView.Totals totals = AntiEntropyView.Totals.NONE;
  private Peers peers = Peers.NONE;
  private Optional<Ring> ring = Optional.empty();
  private long lastSession;
  private boolean changed = true;

  /** Of any type, since {@link HintProtocol.RepairRange} is another package's message. */
  public static Behavior<Object> create(Surroundings node) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(new TickDue(), TICK);
                      return new AntiEntropy(context, node);
                    }));
    return Behaviors.transformMessages(
        Object.class,
        behavior,
        messages ->
            messages
                .match(Command.class, command -> command)
                .match(HintProtocol.RepairRange.class, RangeAsked::new));
  }

  private AntiEntropy(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    this.calendar = new Calendar(node.self(), node.bounds().pace());
    this.replies = context.messageAdapter(VnodeProtocol.Reply.class, ReplicaReplied::new);
    readDebts();
    ActorRef<Command> here = context.getSelf();
    this.reaper =
        context.spawn(
            Reaper.create(
                new Reaper.Surroundings(
                    node.self(),
                    node.vnodes(),
                    node.hints(),
                    node.admission(),
                    node.bounds().reaping(),
                    node.wallMillis(),
                    seen -> here.tell(new TombstonesSeen(seen)))),
            "reaper");
    this.scrubber =
        context.spawn(
            Scrubber.create(
                new Scrubber.Surroundings(
                    node.vnodes(),
                    node.admission(),
                    node.knowledge(),
                    node.bounds().scrubEvery(),
                    node.bounds().scrubEntries(),
                    node.wallMillis(),
                    node.dice(),
                    seen -> here.tell(new ScrubSeen(seen)))),
            "scrubber");
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicaReplied.class, this::onReplicaReplied)
        .onMessage(SessionEnded.class, this::onSessionEnded)
        .onMessage(RangeAsked.class, this::onRangeAsked)
        .onMessage(Compare.class, this::onCompare)
        .onMessage(PeersChanged.class, this::onPeersChanged)
        .onMessage(RingChanged.class, this::onRingChanged)
        .onMessage(TombstonesSeen.class, this::onTombstonesSeen)
        .onMessage(ScrubSeen.class, this::onScrubSeen)
        .onMessage(TickDue.class, this::onTickDue)
        .build();
  }

  private Behavior<Command> onReplicaReplied(ReplicaReplied message) {
    long request = message.reply().request();
    Running running = sessions.get(request / CALLS_PER_SESSION);
    if (running != null)
      running.session().tell(new Session.Replied(request % CALLS_PER_SESSION, message.reply()));
    return this;
  }

  private Behavior<Command> onSessionEnded(SessionEnded message) {
    Running ended = sessions.remove(message.number());
    if (ended == null) return this;
    Outcome outcome = message.outcome();
    changed = true;
    calendar.onEnded(ended.pair(), outcome, now(), node.dice());
    count(outcome);
    lookAt(ended.pair().partition());
    payDebts();
    answerWaiters();
    return beginSessions();
  }

  private void count(Outcome outcome) {
    totals = totals.plus(outcome);
    node.stats().count(Counter.ANTI_ENTROPY_KEYS_COMPARED, outcome.keysCompared());
    node.stats().count(Counter.ANTI_ENTROPY_KEYS_SENT, outcome.keysSent() + outcome.keysReceived());
    node.stats()
        .count(Counter.ANTI_ENTROPY_BYTES_SENT, outcome.bytesSent() + outcome.bytesReceived());
  }

  private Behavior<Command> onRangeAsked(RangeAsked message) {
    int partition = message.message().partition();
    var asker = message.message().replyTo();
    waiters.removeIf(waiter -> waiter.isOf(partition, asker));
    return await(
        partition,
        asker,
        0,
        () -> asker.tell(new HintProtocol.RangeRepaired(node.self(), partition)));
  }

  private Behavior<Command> onCompare(Compare message) {
    if (!ring.filter(known -> known.id().equals(message.of())).isPresent()) return this;
    int partition = message.partition();
    var asker = message.replyTo();
    boolean isKnown =
        waiters.stream()
            .anyMatch(each -> each.isOf(partition, asker) && each.number() == message.number());
    if (isKnown) return this;
    waiters.removeIf(waiter -> waiter.isOf(partition, asker));
    return await(
        partition,
        asker,
        message.number(),
        () -> asker.tell(new Compared(partition, message.number())));
  }

  private Behavior<Command> await(
      int partition, ActorRef<?> asker, long number, Runnable answer) {
    if (waiters.size() >= MOST_WAITING) return this;
    waiters.add(new Waiter(partition, asker, number, calendar.want(partition), answer));
    answerWaiters();
    return beginSessions();
  }

  private Behavior<Command> onPeersChanged(PeersChanged message) {
    peers = message.peers();
    reaper.tell(new Reaper.PeersChanged(peers));
    calendar.onPeers(peers.reachable());
    for (Running running : sessions.values()) {
      if (!peers.isReachable(running.pair().peer())) running.session().tell(new Session.PeerLost());
    }
    return beginSessions();
  }

  private Behavior<Command> onRingChanged(RingChanged message) {
    ring = Optional.of(message.ring());
    reaper.tell(new Reaper.RingChanged(message.ring()));
    scrubber.tell(new Scrubber.PartitionsChanged(message.ring().partitions()));
    calendar.onRing(message.ring(), now(), node.dice()).forEach(node.knowledge()::doubt);
    calendar.primaryPartitions().forEach(this::lookAt);
    payDebts();
    answerWaiters();
    return beginSessions();
  }

  private Behavior<Command> onTombstonesSeen(TombstonesSeen message) {
    changed |= !tombstones.equals(message.tombstones());
    tombstones = message.tombstones();
    return this;
  }

  private Behavior<Command> onScrubSeen(ScrubSeen message) {
    changed |= !scrub.equals(message.scrub());
    scrub = message.scrub();
    return this;
  }

  private Behavior<Command> onTickDue(TickDue message) {
    calendar.primaryPartitions().forEach(this::lookAt);
    payDebts();
    beginSessions();
    if (changed) node.view().accept(view());
    changed = false;
    return this;
  }

  /** Tells the calendar of a doubt, and the vnode of one that was dispelled. */
  private void lookAt(int partition) {
    int count = node.knowledge().doubts(partition);
    if (node.knowledge().knows(partition)) {
      changed |= inDoubt.remove(partition);
      return;
    }
    if (inDoubt.add(partition)) {
      changed = true;
      readDebts();
    }
    if (!calendar.onDoubt(partition, count)) return;
    node.knowledge().dispel(partition, count);
    if (node.knowledge().knows(partition)) inDoubt.remove(partition);
    changed = true;
  }

  /** A disk that can not be read now is no reason to stop; what is owed is read again. */
  private void readDebts() {
    try {
      debts = List.copyOf(node.debts().owed().get());
    } catch (StorageFailedException e) {
      getContext().getLog().warn("Debts could not be read: {}", e.getMessage());
    }
  }

  /** The list is read before the partitions are asked, so that no later debt is struck off. */
  private void payDebts() {
    if (debts.isEmpty() || calendar.primaryPartitions().isEmpty() || !inDoubt.isEmpty()) return;
    try {
      List<Integer> owed = node.debts().owed().get();
      if (!calendar.primaryPartitions().stream().allMatch(node.knowledge()::knows)) return;
      owed.forEach(node.debts().repaid()::accept);
      debts = List.copyOf(node.debts().owed().get());
      getContext().getLog().info("All partitions were compared since the starts {}", owed);
    } catch (StorageFailedException e) {
      getContext().getLog().warn("Debts could not be struck off: {}", e.getMessage());
    }
    changed = true;
  }

  private void answerWaiters() {
    Iterator<Waiter> all = waiters.iterator();
    while (all.hasNext()) {
      Waiter waiter = all.next();
      if (!calendar.isComparedSince(waiter.partition(), waiter.since())) continue;
      waiter.answer().run();
      all.remove();
    }
  }

  private Behavior<Command> beginSessions() {
    for (Calendar.Begin begin : calendar.begin(now())) begin(begin);
    return this;
  }

  private void begin(Calendar.Begin begin) {
    long number = ++lastSession;
    ActorRef<Command> here = getContext().getSelf();
    ActorRef<Session.Command> session =
        getContext()
            .spawnAnonymous(
                Session.create(
                    new Session.Request(
                        number * CALLS_PER_SESSION,
                        begin.pair().partition(),
                        ComparisonRound.Bounds.of(
                            begin.leastReplicas(),
                            node.bounds().windowKeys(),
                            node.bounds().windowBytes()),
                        node.vnodes(),
                        door(begin.pair().peer()),
                        replies,
                        node.admission(),
                        node.bounds().patience(),
                        node.wallMillis(),
                        outcome -> here.tell(new SessionEnded(number, outcome)))));
    sessions.put(number, new Running(begin.pair(), session));
    getContext().watchWith(session, new SessionEnded(number, failed()));
    node.stats().count(Counter.ANTI_ENTROPY_SESSIONS);
    changed = true;
  }

  /** How a session ended that has not said how. */
  private static Outcome failed() {
    return Ledger.EMPTY.ended(Ending.REFUSED, 0);
  }

  private ActorRef<VnodeProtocol.Command> door(NodeId peer) {
    return peers
        .peer(peer)
        .map(
            known ->
                ActorRefResolver.get(getContext().getSystem())
                    .<VnodeProtocol.Command>resolveActorRef(
                        known.address() + "/user/" + Vnodes.PATH))
        .orElseGet(() -> getContext().getSystem().ignoreRef());
  }

  private AntiEntropyView view() {
    List<PairView> pairs = new ArrayList<>();
    for (Standing each : calendar.standings()) {
      pairs.add(
          new PairView(
              each.pair().partition(),
              each.pair().peer(),
              each.isRunning(),
              each.isWanted(),
              each.agreedMillis(),
              each.last()));
    }
    return new AntiEntropyView(
        pairs, calendar.running(), debts, inDoubt, totals, tombstones, scrub);
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}

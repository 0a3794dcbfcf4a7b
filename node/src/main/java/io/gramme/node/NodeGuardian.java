package io.gramme.node;

import io.gramme.admission.Admission;
import io.gramme.admission.SlicePlan;
import io.gramme.antientropy.AntiEntropy;
import io.gramme.antientropy.Calendar;
import io.gramme.antientropy.ReapingBounds;
import io.gramme.causality.HybridClock;
import io.gramme.config.NodeSettings;
import io.gramme.coordination.Coordinators;
import io.gramme.handoff.HintBuffers;
import io.gramme.handoff.HintProtocol;
import io.gramme.handoff.HintRules;
import io.gramme.membership.Bootstrap;
import io.gramme.membership.BucketKeeper;
import io.gramme.membership.Candidate;
import io.gramme.membership.FrontEnds;
import io.gramme.membership.Holdings;
import io.gramme.membership.Membership;
import io.gramme.membership.Peers;
import io.gramme.membership.RingBook;
import io.gramme.membership.RingGossip;
import io.gramme.membership.RingKeeper;
import io.gramme.membership.RingNews;
import io.gramme.membership.RingProtocol;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.service.NodeView;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.transfer.Checkpoints;
import io.gramme.transfer.TransferSettings;
import io.gramme.transfer.Transfers;
import io.gramme.vnode.Fences;
import io.gramme.vnode.Knowledge;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.Vnode;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.Vnodes;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The top of a node's actors: starts them, and tells each what it needs of the others. */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

  public sealed interface Command {}

  /** The ring was read from disk, or has changed. */
  private record RingPublished(Ring ring) implements Command {}

  private record PeersPublished(Peers peers) implements Command {}

  private record BookPublished(RingBook book) implements Command {}

  private record NewsPublished(RingNews news) implements Command {}

  private record FrontEndsPublished(FrontEnds frontEnds) implements Command {}

  /** Somebody tries out a partition. */
  record CutOff(Set<NodeId> peers) implements Command {}

  /** A peer has probed this node. */
  record Noticed(NodeId asker) implements Command {}

  /**
   * What the guardian is given.
   *
   * @param self this node, as it presents itself
   * @param outside how it speaks to others by their front ends
   * @param hints where what is kept for other nodes lasts
   * @param randomness 64 good random bits at a time
   * @param started told the doors of the node's actors
   * @param recycle starts the actor system anew
   * @param failed told when the node can not go on
   */
  record Surroundings(
      NodeSettings settings,
      Candidate self,
      Node.Outside outside,
      DataDirectory directory,
      DataDirectory hints,
      NodeView view,
      NodeStats stats,
      LongSupplier randomness,
      Consumer<Doors> started,
      Runnable recycle,
      Runnable failed) {}

  /** The actors that the services talk to. */
  record Doors(
      ActorRef<Coordinators.Command> coordinators,
      ActorRef<BucketKeeper.Command> buckets,
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<Admission.Command> admission,
      ActorRef<RingProtocol.Command> ring,
      ActorRef<Transfers.Command> transfers) {}

  private final Surroundings node;
  private final Cuts cuts;
  private final Fences fences = new Fences();
  private final ActorRef<Coordinators.Command> coordinators;
  private final Executor blocking;
  private final ActorRef<BucketKeeper.Command> buckets;
  private final ActorRef<Object> hintBuffers;
  private final ActorRef<Object> antiEntropy;
  private final ActorRef<Transfers.Command> transfers;
  private final ActorRef<RingProtocol.Command> ring;
  private final ActorRef<RingGossip.Command> ringGossip;
  private final ActorRef<Membership.Command> membership;

  static Behavior<Command> create(Surroundings node) {
    return Behaviors.setup(context -> new NodeGuardian(context, node));
  }

  private NodeGuardian(ActorContext<Command> context, Surroundings node) {
    super(context);
    this.node = node;
    NodeSettings settings = node.settings();
    cuts = new Cuts(node.view());
    blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
    NodeId self = node.directory().nodeId();
    LongSupplier wallMillis = System::currentTimeMillis;
    HybridClock clock = new HybridClock(wallMillis, settings.maxDrift().toMillis());
    RecordRules rules =
        new RecordRules(
            settings.limits().vectorEntries(),
            settings.limits().siblings(),
            settings.limits().objectBytes());
    Knowledge knowledge =
        node.directory().repairsOwed().isEmpty() ? Knowledge.ofEverything() : Knowledge.ofNothing();
    var vnodes =
        start(
            Vnodes.create(
                node.directory()::store,
                new Vnode.Surroundings(
                    self,
                    rules,
                    clock,
                    node.directory()::incarnation,
                    node.randomness(),
                    wallMillis,
                    settings.requests().clockTolerance().toMillis(),
                    node.stats(),
                    knowledge,
                    fences)),
            Vnodes.PATH);
    var admission = start(admission(), Admission.PATH);
    hintBuffers =
        context.spawn(
            hintBuffers(vnodes, admission, rules, clock),
            HintBuffers.PATH,
            DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
    context.watch(hintBuffers);
    ActorRef<HintProtocol.Command> hints = hintBuffers.unsafeUpcast();
    coordinators =
        start(
            Coordinators.create(
                new Coordinators.Surroundings(
                    self,
                    vnodes,
                    hints,
                    rules,
                    settings.requests().inFlightLimit(),
                    settings.requests().patience(),
                    settings.requests().repairPatience(),
                    wallMillis,
                    node.stats())),
            Coordinators.PATH);
    buckets =
        start(
            BucketKeeper.create(
                new BucketKeeper.Surroundings(self, clock, node.view()::publishCatalog)),
            BucketKeeper.PATH);
    ring = start(ringKeeper(), RingKeeper.PATH);
    ringGossip = start(ringGossip(), RingGossip.PATH);
    membership = startMembership();
    antiEntropy = start(antiEntropy(vnodes, hints, admission, knowledge), AntiEntropy.PATH);
    transfers =
        context.spawn(
            transfers(vnodes, admission),
            Transfers.PATH,
            DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
    context.watch(transfers);
    node.started().accept(new Doors(coordinators, buckets, vnodes, admission, ring, transfers));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(RingPublished.class, this::onRingPublished)
        .onMessage(PeersPublished.class, this::onPeersPublished)
        .onMessage(BookPublished.class, this::onBookPublished)
        .onMessage(NewsPublished.class, this::onNewsPublished)
        .onMessage(FrontEndsPublished.class, this::onFrontEndsPublished)
        .onMessage(Noticed.class, this::onNoticed)
        .onMessage(CutOff.class, this::onCutOff)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .build();
  }

  private Behavior<Admission.Command> admission() {
    NodeSettings.Admission settings = node.settings().admission();
    return Admission.create(
        new Admission.Surroundings(
            new SlicePlan.Bounds(
                settings.target().toNanos() / 1_000,
                settings.writerTarget().toNanos() / 1_000,
                settings.floor(),
                settings.ceiling()),
            settings.waitersLimit(),
            node.stats(),
            this::writerWaitMicros,
            System::nanoTime,
            node.view()::publishAdmission));
  }

  private Behavior<Object> hintBuffers(
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<Admission.Command> admission,
      RecordRules rules,
      HybridClock clock) {
    return HintBuffers.create(
        new HintBuffers.Surroundings(
            node.directory().nodeId(),
            node.hints().hints(),
            node.hints()::incarnation,
            vnodes,
            admission,
            new HintRules(node.settings().hints(), rules),
            clock,
            node.randomness(),
            System::currentTimeMillis,
            node.settings().requests().clockTolerance().toMillis(),
            node.stats(),
            node.view()::publishHints));
  }

  private Behavior<Object> antiEntropy(
      ActorRef<VnodeProtocol.Command> vnodes,
      ActorRef<HintProtocol.Command> hints,
      ActorRef<Admission.Command> admission,
      Knowledge knowledge) {
    DataDirectory directory = node.directory();
    return AntiEntropy.create(
        new AntiEntropy.Surroundings(
            directory.nodeId(),
            vnodes,
            hints,
            admission,
            knowledge,
            new AntiEntropy.Debts(directory::repairsOwed, directory::repaired),
            bounds(node.settings().repair()),
            System::currentTimeMillis,
            new SplittableRandom(node.randomness().getAsLong()),
            node.stats(),
            node.view()::publishAntiEntropy));
  }

  private Behavior<Transfers.Command> transfers(
      ActorRef<VnodeProtocol.Command> vnodes, ActorRef<Admission.Command> admission) {
    NodeSettings.TransferSettings settings = node.settings().transfers();
    return Transfers.create(
        new Transfers.Surroundings(
            node.directory().nodeId(),
            vnodes,
            antiEntropy.unsafeUpcast(),
            admission,
            new Checkpoints(node.settings().dataDirectory().resolve("transfers")),
            new TransferSettings(
                settings.atOnce(),
                settings.sliceBytes(),
                settings.settle(),
                settings.patience(),
                settings.backoff()),
            (of, partition, mark) -> ring.tell(new RingProtocol.PublishMarks(of, partition, mark)),
            System::currentTimeMillis,
            node.view()::publishTransfers));
  }

  /** What this node's disk holds and has room for; read from there, so not by who asks. */
  private CompletionStage<Holdings> holdings() {
    return CompletableFuture.supplyAsync(
        () -> {
          int partitions = node.view().ring().map(Ring::partitions).orElse(0);
          SortedMap<Integer, Long> held = new TreeMap<>();
          for (int partition = 0; partition < partitions; partition++) {
            long bytes = node.directory().store(partition).bytes();
            if (bytes > 0) held.put(partition, bytes);
          }
          return new Holdings(
              held,
              node.settings().dataDirectory().toFile().getUsableSpace(),
              node.view().transfers().bytesPerSecond());
        },
        blocking);
  }

  private static AntiEntropy.Bounds bounds(NodeSettings.Repair settings) {
    NodeSettings.AntiEntropyPace pace = settings.antiEntropy();
    NodeSettings.TombstonePace tombstones = settings.tombstones();
    return new AntiEntropy.Bounds(
        new Calendar.Pace(pace.every(), pace.sessionsLimit(), FIRST_BACKOFF),
        pace.windowKeys(),
        pace.windowBytes(),
        pace.patience(),
        new ReapingBounds(
            tombstones.grace().toMillis(),
            tombstones.settle(),
            pace.patience(),
            tombstones.lookEvery(),
            tombstones.sliceLimit(),
            tombstones.roundsLimit()),
        settings.scrub().every(),
        settings.scrub().sliceEntries());
  }

  private long writerWaitMicros() {
    return Math.max(
        node.directory().writer().figures().longestWaitMicros(),
        node.hints().writer().figures().longestWaitMicros());
  }

  /** A node without one of these is none: end the process, and let its supervisor start it anew. */
  private Behavior<Command> onChildFailed(ChildFailed signal) {
    getContext()
        .getLog()
        .error("{} failed, and the node with it", signal.getRef().path().name(), signal.cause());
    node.failed().run();
    return Behaviors.stopped();
  }

  private <T> ActorRef<T> start(Behavior<T> behavior, String name) {
    ActorRef<T> child = getContext().spawn(behavior, name);
    getContext().watch(child);
    return child;
  }

  private Behavior<Command> onRingPublished(RingPublished message) {
    for (int partition = 0; partition < message.ring().partitions(); partition++)
      fences.adopt(partition, message.ring().stamp(partition));
    node.view().publishRing(message.ring());
    hintBuffers.tell(new HintBuffers.RingChanged(message.ring()));
    antiEntropy.tell(new AntiEntropy.RingChanged(message.ring()));
    transfers.tell(new Transfers.RingChanged(message.ring()));
    return this;
  }

  private Behavior<Command> onPeersPublished(PeersPublished message) {
    node.view().publishPeers(message.peers());
    cuts.follow(message.peers(), getContext().getSystem());
    coordinators.tell(new Coordinators.PeersChanged(message.peers()));
    hintBuffers.tell(new HintBuffers.PeersChanged(message.peers()));
    antiEntropy.tell(new AntiEntropy.PeersChanged(message.peers()));
    transfers.tell(new Transfers.PeersChanged(message.peers()));
    buckets.tell(new BucketKeeper.PeersChanged(message.peers()));
    ring.tell(new RingKeeper.PeersChanged(message.peers()));
    ringGossip.tell(new RingGossip.PeersChanged(message.peers()));
    return this;
  }

  private Behavior<Command> onBookPublished(BookPublished message) {
    node.view().publishBook(message.book());
    ringGossip.tell(new RingGossip.BookChanged(message.book()));
    return this;
  }

  private Behavior<Command> onNewsPublished(NewsPublished message) {
    ringGossip.tell(new RingGossip.Spread(message.news()));
    return this;
  }

  private Behavior<Command> onFrontEndsPublished(FrontEndsPublished message) {
    membership.tell(new Membership.FrontEndsChanged(message.frontEnds()));
    return this;
  }

  private Behavior<Command> onCutOff(CutOff message) {
    getContext().getLog().warn("Cutting this node off from {}", message.peers());
    cuts.change(message.peers(), node.view().peers(), getContext().getSystem());
    return this;
  }

  private Behavior<Command> onNoticed(Noticed message) {
    membership.tell(new Membership.Noticed(message.asker()));
    return this;
  }

  private Behavior<RingProtocol.Command> ringKeeper() {
    ActorRef<Command> here = getContext().getSelf();
    return RingKeeper.create(
        new RingKeeper.Surroundings(
            node.self(),
            cuts.over(node.outside().probe()),
            this::holdings,
            System::currentTimeMillis,
            now -> here.tell(new RingPublished(now)),
            book -> here.tell(new BookPublished(book)),
            news -> here.tell(new NewsPublished(news))));
  }

  private Behavior<RingGossip.Command> ringGossip() {
    ActorRef<Command> here = getContext().getSelf();
    SplittableRandom dice = new SplittableRandom(node.randomness().getAsLong());
    return RingGossip.create(
        new RingGossip.Surroundings(
            node.self(),
            node.settings().place().seeds().stream().map(Endpoint::value).toList(),
            node.outside().seeds(),
            this::holdings,
            dice::nextInt,
            ring,
            frontEnds -> here.tell(new FrontEndsPublished(frontEnds)),
            node.view()::publishAdmittance));
  }

  private ActorRef<Membership.Command> startMembership() {
    NodeSettings settings = node.settings();
    ActorRef<Command> here = getContext().getSelf();
    return start(
        Membership.create(
            new Membership.Surroundings(
                new Bootstrap.Seat(
                    node.directory().nodeId(),
                    settings.bootstrap().majorityPatience(),
                    settings.bootstrap().joinPatience(),
                    UUID.randomUUID().toString()),
                node.self(),
                cuts.over(node.outside().probe()),
                settings.bootstrap().probeEvery(),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                peers -> here.tell(new PeersPublished(peers)),
                node.view()::publishSelf,
                node.view()::publishHeard,
                node.view()::publishSettled,
                node.recycle())),
        "membership");
  }
}

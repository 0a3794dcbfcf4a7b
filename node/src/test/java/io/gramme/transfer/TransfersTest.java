package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.admission.Admission;
import io.gramme.antientropy.AntiEntropy;
import io.gramme.antientropy.Calendar;
import io.gramme.antientropy.ReapingBounds;
import io.gramme.causality.HybridClock;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.membership.Peers;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.ring.Stage;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.transfer.TransfersView.Phase;
import io.gramme.vnode.Fences;
import io.gramme.vnode.Knowledge;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.Vnode;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.VnodeProtocol.Merge;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.Vnodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transfers of ann, over her own vnodes and those of bob, on disks in memory. */
class TransfersTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final int PARTITIONS = 4;
  private static final long LATER = Long.MAX_VALUE / 2;

  /** Small slices, so that a partition has many. */
  private static final TransferSettings SETTINGS =
      new TransferSettings(
          1, 1_000, Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofMillis(50));

  private final ActorTestKit kit =
      ActorTestKit.create(
          "transfers",
          ConfigFactory.parseString("pekko.loglevel = OFF")
              .withFallback(
                  ConfigFactory.parseResources("gramme-node.conf")
                      .withOnlyPath("gramme.vnode-dispatcher")));
  private final TestProbe<VnodeProtocol.Reply> replies = kit.createTestProbe();
  private final AtomicReference<TransfersView> view = new AtomicReference<>(TransfersView.NONE);
  private final Map<Integer, Mark> marks = new ConcurrentHashMap<>();
  private final Set<Key> refused = ConcurrentHashMap.newKeySet();
  private final Knowledge knowledge = Knowledge.ofEverything();
  private final Fences fencesOfAnn = new Fences();
  private final Fences fencesOfBob = new Fences();
  @TempDir Path root;
  private DataDirectory annsDisk;
  private DataDirectory bobsDisk;
  private ActorRef<VnodeProtocol.Command> ann;
  private ActorRef<VnodeProtocol.Command> bob;
  private ActorRef<Object> antiEntropy;
  private ActorRef<Transfers.Command> transfers;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(root.resolve("transfers"));
    annsDisk = disk("ann");
    bobsDisk = disk("bob");
    ann = kit.spawn(vnodes(ANN, annsDisk, knowledge, fencesOfAnn), "vnodes-of-ann");
    bob = kit.spawn(vnodes(BOB, bobsDisk, Knowledge.ofEverything(), fencesOfBob), Vnodes.PATH);
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    annsDisk.close();
    bobsDisk.close();
  }

  @Test
  void whoJoinsIsHandedEverythingAndSaysSoOnceBobIsFenced() {
    Ring joining = joining(2);
    for (int i = 0; i < 200; i++) make(bob, i % PARTITIONS, key(i), 2);
    start();
    tell(joining);
    Awaitility.await().until(() -> allAre(Mark.READY));
    for (int i = 0; i < 200; i++)
      assertThat(find(ann, i % PARTITIONS, key(i)).siblings().isEmpty()).as("key " + i).isFalse();
    assertThat(knowledge.knows(1)).isTrue();

    Ring joint = with(joining, Mark.READY);
    assertThat(joint.stage(0)).isEqualTo(Stage.JOINT);
    tell(joint);
    Awaitility.await().until(() -> phase(0, Phase.FENCING) && phase(1, Phase.FENCING));
    assertThat(marks).containsEntry(0, Mark.READY);
    Awaitility.await().until(() -> view.get().incoming().get(0).trouble().equals("bob: NOT_YET"));

    make(bob, 0, key(1_000), 2);
    for (int p = 0; p < PARTITIONS; p++) fencesOfBob.adopt(p, joint.stamp(p));
    Awaitility.await().until(() -> allAre(Mark.COMPLETE));
    assertThat(find(ann, 0, key(1_000)).siblings().isEmpty()).isFalse();
    assertThat(answerTo(bob, new Get(1, 0, joining.stamp(0), key(0), LATER, replies.getRef())))
        .isEqualTo(new Refused(1, BOB, Reason.RING_MOVED));

    tell(with(joining, Mark.COMPLETE));
    Awaitility.await().until(() -> view.get().incoming().isEmpty());
    assertThat(checkpoints.read(0, joining.id())).isEqualTo(Checkpoint.START);
  }

  @Test
  void aCheckpointIsNeverBeyondWhatIsStored() {
    Ring joining = joining(2);
    for (int i = 0; i < 200; i++) make(bob, 0, key(i), 2);
    refused.add(key(100));
    start();
    tell(joining);
    Awaitility.await().until(() -> troubled(0, "ann refused: OVERLOADED"));
    Checkpoint checkpoint = checkpoints.read(0, joining.id());
    assertThat(checkpoint.keys()).isBetween(1L, 100L);
    for (int i = 0; i < checkpoint.keys(); i++)
      assertThat(find(ann, 0, key(i)).siblings().isEmpty()).as("key " + i).isFalse();
    refused.clear();
    Awaitility.await().until(() -> marks.get(0) == Mark.READY);
    assertThat(find(ann, 0, key(100)).siblings().isEmpty()).isFalse();
    assertThat(checkpoints.read(0, joining.id()).keys()).isEqualTo(200);
  }

  @Test
  void aRestartGoesOnAtTheCheckpointAndRemembersThatItWasPaused() {
    Ring joining = joining(2);
    for (int i = 0; i < 200; i++) make(bob, 0, key(i), 2);
    refused.add(key(100));
    start();
    tell(joining);
    Awaitility.await().until(() -> troubled(0, "ann refused: OVERLOADED"));
    TestProbe<TransfersView> operator = kit.createTestProbe();
    transfers.tell(new Transfers.Pause(operator.getRef()));
    assertThat(operator.receiveMessage().isPaused()).isTrue();
    long before = checkpoints.read(0, joining.id()).keys();
    kit.stop(transfers);

    refused.clear();
    startTransfers();
    tell(joining);
    Awaitility.await().until(() -> view.get().isPaused());
    assertThat(view.get().incoming()).isEmpty();
    assertThat(checkpoints.read(0, joining.id()).keys()).isEqualTo(before);
    transfers.tell(new Transfers.Resume(operator.getRef()));
    assertThat(operator.receiveMessage().isPaused()).isFalse();
    Awaitility.await().until(() -> marks.get(0) == Mark.READY);
    assertThat(checkpoints.read(0, joining.id()).keys()).isEqualTo(200);
  }

  /** Ann kept everything alone; now bob keeps half of it. */
  @Test
  void whatBobKeepsNowIsLetGoAndWhatHeLacksIsSentToHimFirst() {
    Ring joining =
        Ring.of(
            RingVersion.first(List.of(Member.of(ANN)), PARTITIONS, 1)
                .next(ANN, 1, members("ann", "bob"), Progress.none(first(1, "ann").id())));
    int moved = joining.partitionsOf(BOB).get(0);
    int kept = joining.partitionsOf(ANN).get(0);
    for (int i = 0; i < 50; i++) make(ann, moved, key(i), 1);
    make(ann, kept, key(0), 1);
    start();
    tell(with(joining, Mark.COMPLETE));
    Awaitility.await().until(() -> view.get().outgoing().shed() == 50);
    Awaitility.await().until(() -> view.get().outgoing().unseen() == 0);
    for (int i = 0; i < 50; i++) {
      assertThat(find(bob, moved, key(i)).siblings().isEmpty()).isFalse();
      assertThat(find(ann, moved, key(i)).siblings().isEmpty()).isTrue();
    }
    assertThat(find(ann, kept, key(0)).siblings().isEmpty()).isFalse();
    assertThat(view.get().outgoing().unfinished()).isZero();
  }

  @Test
  void nothingIsLetGoWhileBobCanNotBeReachedOrTheMoveIsUnderWay() {
    Ring joining =
        Ring.of(
            RingVersion.first(List.of(Member.of(ANN)), PARTITIONS, 1)
                .next(ANN, 1, members("ann", "bob"), Progress.none(first(1, "ann").id())));
    int moved = joining.partitionsOf(BOB).get(0);
    make(ann, moved, key(0), 1);
    start();
    tell(joining);
    tellPeers(false);
    tell(with(joining, Mark.COMPLETE));
    Awaitility.await().until(() -> view.get().outgoing().unfinished() == 1);
    assertThat(view.get().outgoing().trouble()).contains("1 records");
    assertThat(find(ann, moved, key(0)).siblings().isEmpty()).isFalse();
    tellPeers(true);
    Awaitility.await().until(() -> view.get().outgoing().shed() == 1);
  }

  private boolean allAre(Mark mark) {
    return marks.size() == PARTITIONS && marks.values().stream().allMatch(mark::equals);
  }

  private boolean phase(int partition, Phase phase) {
    return view.get().incoming().stream()
        .anyMatch(each -> each.partition() == partition && each.phase() == phase);
  }

  private boolean troubled(int partition, String trouble) {
    return view.get().incoming().stream()
        .anyMatch(each -> each.partition() == partition && each.trouble().endsWith(trouble));
  }

  /** Bob was alone; ann joins, and gains every partition. */
  private static Ring joining(int replicas) {
    RingVersion alone = first(replicas, "bob");
    return Ring.of(alone.next(BOB, 1, members("ann", "bob"), Progress.none(alone.id())));
  }

  private static RingVersion first(int replicas, String... names) {
    return RingVersion.first(members(names), PARTITIONS, replicas);
  }

  private static List<Member> members(String... names) {
    return Stream.of(names).map(NodeId::new).map(Member::of).toList();
  }

  private static Ring with(Ring ring, Mark mark) {
    Progress progress = ring.progress();
    for (int p = 0; p < PARTITIONS; p++) {
      for (NodeId node : ring.gaining(p)) progress = progress.with(p, node, mark);
    }
    return ring.with(progress);
  }

  private void tell(Ring ring) {
    for (int p = 0; p < PARTITIONS; p++) fencesOfAnn.adopt(p, ring.stamp(p));
    antiEntropy.tell(new AntiEntropy.RingChanged(ring));
    transfers.tell(new Transfers.RingChanged(ring));
  }

  private void start() {
    antiEntropy = kit.spawn(antiEntropy(), AntiEntropy.PATH);
    startTransfers();
    tellPeers(true);
  }

  private void startTransfers() {
    transfers =
        kit.spawn(
            Transfers.create(
                new Transfers.Surroundings(
                    ANN,
                    kit.spawn(hesitant()),
                    antiEntropy.narrow(),
                    kit.spawn(generous()),
                    checkpoints,
                    SETTINGS,
                    (of, partition, mark) -> marks.put(partition, mark),
                    System::currentTimeMillis,
                    view::set)),
            DispatcherSelector.fromConfig("gramme.vnode-dispatcher"));
    transfers.tell(new Transfers.PeersChanged(peers(true)));
  }

  private void tellPeers(boolean reachable) {
    antiEntropy.tell(new AntiEntropy.PeersChanged(peers(reachable)));
    transfers.tell(new Transfers.PeersChanged(peers(reachable)));
  }

  private Peers peers(boolean reachable) {
    String address = kit.system().address().toString();
    return new Peers(Map.of(BOB, new Peers.Peer(BOB, address, reachable)));
  }

  /** Ann's vnodes, but for the keys that they refuse. */
  private Behavior<VnodeProtocol.Command> hesitant() {
    return Behaviors.receive(VnodeProtocol.Command.class)
        .onAnyMessage(
            command -> {
              if (command instanceof Merge merge && refused.contains(merge.key()))
                merge.replyTo().tell(new Refused(merge.request(), ANN, Reason.OVERLOADED));
              else ann.tell(command);
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Object> antiEntropy() {
    var bounds =
        new AntiEntropy.Bounds(
            new Calendar.Pace(Duration.ofMinutes(10), 4, Duration.ofMillis(200)),
            64,
            1 << 18,
            Duration.ofSeconds(1),
            new ReapingBounds(
                1_000_000,
                Duration.ofMillis(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                16,
                8),
            Duration.ofDays(7),
            64);
    return AntiEntropy.create(
        new AntiEntropy.Surroundings(
            ANN,
            ann,
            kit.system().ignoreRef(),
            kit.spawn(generous()),
            knowledge,
            new AntiEntropy.Debts(annsDisk::repairsOwed, annsDisk::repaired),
            bounds,
            System::currentTimeMillis,
            new Random(1),
            new NodeStats(0),
            seen -> {}));
  }

  private static Behavior<Admission.Command> generous() {
    return Behaviors.receive(Admission.Command.class)
        .onMessage(
            Admission.Ask.class,
            ask -> {
              ask.replyTo().tell(new Admission.Granted(ask.kind()));
              return Behaviors.same();
            })
        .build();
  }

  private DataDirectory disk(String name) {
    return DataDirectory.open(
        root.resolve(name),
        new NodeId(name),
        StorageSettings.DEFAULTS.withEngine(EngineChoice.MEMORY),
        new Random(name.hashCode())::nextLong);
  }

  private static Behavior<VnodeProtocol.Command> vnodes(
      NodeId node, DataDirectory disk, Knowledge knowledge, Fences fences) {
    return Vnodes.create(
        disk::store,
        new Vnode.Surroundings(
            node,
            new RecordRules(20, 100, 1 << 20),
            new HybridClock(System::currentTimeMillis, 1_000),
            disk::incarnation,
            new Random(node.hashCode())::nextLong,
            System::currentTimeMillis,
            0,
            new NodeStats(0),
            knowledge,
            fences));
  }

  private void make(ActorRef<VnodeProtocol.Command> vnodes, int partition, Key key, int replicas) {
    Make make =
        new Make(
            1,
            partition,
            key,
            VersionVector.EMPTY,
            Value.text("milk"),
            new Terms(replicas, Reconciliation.KEEP_SIBLINGS),
            Durability.OS,
            LATER,
            replies.getRef());
    assertThat(answerTo(vnodes, make)).isInstanceOf(Made.class);
  }

  private Found find(ActorRef<VnodeProtocol.Command> vnodes, int partition, Key key) {
    return (Found) answerTo(vnodes, new Get(1, partition, key, LATER, replies.getRef()));
  }

  private VnodeProtocol.Reply answerTo(
      ActorRef<VnodeProtocol.Command> vnodes, VnodeProtocol.Command command) {
    vnodes.tell(command);
    return replies.receiveMessage();
  }

  private static Key key(int number) {
    return Key.of("carts", String.format("k%04d", number));
  }
}

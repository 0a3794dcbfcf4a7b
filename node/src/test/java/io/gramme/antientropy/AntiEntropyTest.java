package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.admission.Admission;
import io.gramme.causality.HybridClock;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.codec.ByteWriter;
import io.gramme.handoff.HintProtocol;
import io.gramme.membership.Peers;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.ring.Ring;
import io.gramme.stats.NodeStats;
import io.gramme.storage.Change;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.Knowledge;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.Vnode;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import io.gramme.vnode.Vnodes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The anti-entropy of one node, over its own vnodes and those of a peer, on disks in memory. */
class AntiEntropyTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Key CART = Key.of("carts", "ann");
  private static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);

  /** A partition whose owner is ann. */
  private static final int OWNED = 1;

  private static final long LATER = Long.MAX_VALUE / 2;

  private final ActorTestKit kit =
      ActorTestKit.create(
          "entropy",
          ConfigFactory.parseString("pekko.loglevel = OFF")
              .withFallback(
                  ConfigFactory.parseResources("gramme-node.conf")
                      .withOnlyPath("gramme.vnode-dispatcher")));
  private final TestProbe<VnodeProtocol.Reply> replies = kit.createTestProbe();
  private final Knowledge knowledge = Knowledge.ofNothing();
  private final AtomicReference<AntiEntropyView> view = new AtomicReference<>(AntiEntropyView.NONE);
  @TempDir Path root;
  private DataDirectory annsDisk;
  private DataDirectory bobsDisk;
  private ActorRef<VnodeProtocol.Command> ann;
  private ActorRef<VnodeProtocol.Command> bob;
  private ActorRef<Object> antiEntropy;

  @BeforeEach
  void open() {
    annsDisk = disk("ann");
    bobsDisk = disk("bob");
    ann = kit.spawn(vnodes(ANN, annsDisk, knowledge), "vnodes-of-ann");
    bob = kit.spawn(vnodes(BOB, bobsDisk, Knowledge.ofEverything()), Vnodes.PATH);
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    annsDisk.close();
    bobsDisk.close();
  }

  @Test
  void aNewNodeKnowsOnceItWasComparedAndNotBefore() {
    start(Duration.ofHours(1), 0);
    assertThat(find(ann, 0).knows()).isFalse();
    assertThat(annsDisk.repairsOwed()).isNotEmpty();
    tellPeers(true);
    Awaitility.await().until(() -> find(ann, 0).knows() && find(ann, 7).knows());
    Awaitility.await().until(() -> annsDisk.repairsOwed().isEmpty());
    Awaitility.await().until(() -> view.get().inDoubt().isEmpty());
  }

  @Test
  void whatThePeerHoldsIsBroughtHereAndTheOtherWayRound() {
    for (int i = 0; i < 100; i++) make(bob, 3, Key.of("carts", "b" + i), "v");
    make(ann, 3, CART, "milk");
    start(Duration.ofHours(1), 0);
    tellPeers(true);
    Awaitility.await().until(() -> find(ann, 3).knows());
    assertThat(find(bob, 3).siblings()).isEqualTo(find(ann, 3).siblings());
    assertThat(find(ann, 3, Key.of("carts", "b99")).siblings().size()).isEqualTo(1);
    Awaitility.await().until(() -> view.get().totals().keysCompared() == 101);
    assertThat(view.get().totals().keysSent()).isEqualTo(1);
    assertThat(view.get().totals().keysReceived()).isEqualTo(100);
    assertThat(view.get().totals().bytesReceived()).isPositive();
  }

  @Test
  void whoAsksForARangeIsAnsweredOnceItWasCompared() {
    TestProbe<HintProtocol.RangeRepaired> asker = kit.createTestProbe();
    start(Duration.ofHours(1), 0);
    antiEntropy.tell(new HintProtocol.RepairRange(5, asker.getRef()));
    make(bob, 5, CART, "milk");
    tellPeers(true);
    asker.expectMessage(new HintProtocol.RangeRepaired(ANN, 5));
    assertThat(find(ann, 5).siblings().size()).isEqualTo(1);
  }

  @Test
  void aSessionWhosePeerIsLostEndsAndIsHeldWhenItIsBack() {
    start(Duration.ofHours(1), 0);
    kit.stop(bob);
    tellPeers(true);
    Awaitility.await().until(() -> view.get().running() > 0);
    tellPeers(false);
    Awaitility.await().until(() -> view.get().running() == 0);
    assertThat(knowledge.knows(0)).isFalse();
    kit.spawn(vnodes(BOB, bobsDisk, Knowledge.ofEverything()), Vnodes.PATH);
    tellPeers(true);
    Awaitility.await().until(() -> find(ann, 0).knows());
  }

  @Test
  void aDamagedRecordComesBackFromThePeer() {
    make(bob, 3, CART, "milk");
    start(Duration.ofHours(1), 0);
    tellPeers(true);
    Awaitility.await().until(() -> find(ann, 3).knows());
    Siblings before = find(bob, 3).siblings();
    damage(annsDisk, 3);
    ann.tell(new Get(1, 3, CART, LATER, replies.getRef()));
    replies.expectMessageClass(VnodeProtocol.Refused.class);
    Awaitility.await()
        .until(
            () -> {
              ann.tell(new Get(1, 3, CART, LATER, replies.getRef()));
              VnodeProtocol.Reply reply = replies.receiveMessage();
              if (!(reply instanceof Found found)) return false;
              assertThat(found.siblings().isEmpty() && found.knows()).isFalse();
              return found.knows() && found.siblings().equals(before);
            });
    Awaitility.await().until(() -> view.get().scrub().removed() == 1);
    Awaitility.await().until(() -> annsDisk.repairsOwed().isEmpty());
  }

  @Test
  void aTombstoneThatAllHoldIsForgottenByAll() {
    bury(ann, OWNED);
    start(Duration.ofMillis(1), 0);
    tellPeers(true);
    Awaitility.await()
        .until(
            () -> find(ann, OWNED).siblings().isEmpty() && find(bob, OWNED).siblings().isEmpty());
    Awaitility.await().until(() -> view.get().tombstones().count() == 0);
  }

  @Test
  void aHintAnywhereKeepsTheTombstone() {
    bury(ann, OWNED);
    start(Duration.ofMillis(1), 1);
    tellPeers(true);
    Awaitility.await().until(() -> view.get().tombstones().lastHeld().equals("HINTS_OUTSTANDING"));
    assertThat(find(ann, OWNED).siblings().isDeleted()).isTrue();
    assertThat(view.get().tombstones().count()).isEqualTo(1);
  }

  private void start(Duration grace, long hintsOfBob) {
    ActorRef<HintProtocol.Command> hints = kit.spawn(hints(ANN, 0), "hints-of-ann");
    kit.spawn(hints(BOB, hintsOfBob), "hints");
    var bounds =
        new AntiEntropy.Bounds(
            new Calendar.Pace(Duration.ofMinutes(10), 4, Duration.ofMillis(200)),
            64,
            1 << 18,
            Duration.ofSeconds(1),
            new ReapingBounds(
                grace.toMillis(),
                Duration.ofMillis(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                16,
                8),
            Duration.ofDays(7),
            64);
    antiEntropy =
        kit.spawn(
            AntiEntropy.create(
                new AntiEntropy.Surroundings(
                    ANN,
                    ann,
                    hints,
                    kit.spawn(generous()),
                    knowledge,
                    new AntiEntropy.Debts(annsDisk::repairsOwed, annsDisk::repaired),
                    bounds,
                    System::currentTimeMillis,
                    new Random(1),
                    new NodeStats(0),
                    view::set)),
            AntiEntropy.PATH);
    antiEntropy.tell(new AntiEntropy.RingChanged(ring()));
  }

  private static Ring ring() {
    Ring ring = CalendarTest.ring(3, "ann", "bob");
    assertThat(ring.owner(OWNED)).isEqualTo(ANN);
    return ring;
  }

  private void tellPeers(boolean reachable) {
    String address = kit.system().address().toString();
    antiEntropy.tell(
        new AntiEntropy.PeersChanged(
            new Peers(Map.of(BOB, new Peers.Peer(BOB, address, reachable)))));
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

  private static Behavior<HintProtocol.Command> hints(NodeId node, long count) {
    return Behaviors.receive(HintProtocol.Command.class)
        .onMessage(
            HintProtocol.CountHints.class,
            ask -> {
              ask.replyTo().tell(new HintProtocol.HintsCounted(ask.request(), node, count));
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
      NodeId node, DataDirectory disk, Knowledge knowledge) {
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
            knowledge));
  }

  private Siblings make(
      ActorRef<VnodeProtocol.Command> vnodes, int partition, Key key, String text) {
    return make(vnodes, partition, key, VersionVector.EMPTY, Value.text(text));
  }

  private Siblings make(
      ActorRef<VnodeProtocol.Command> vnodes,
      int partition,
      Key key,
      VersionVector seen,
      Payload payload) {
    vnodes.tell(
        new Make(1, partition, key, seen, payload, TERMS, Durability.OS, LATER, replies.getRef()));
    return replies.expectMessageClass(Made.class).siblings();
  }

  private void bury(ActorRef<VnodeProtocol.Command> vnodes, int partition) {
    Siblings milk = make(vnodes, partition, CART, "milk");
    make(vnodes, partition, CART, milk.seen(), new Tombstone());
  }

  private Found find(ActorRef<VnodeProtocol.Command> vnodes, int partition) {
    return find(vnodes, partition, CART);
  }

  private Found find(ActorRef<VnodeProtocol.Command> vnodes, int partition, Key key) {
    vnodes.tell(new Get(1, partition, key, LATER, replies.getRef()));
    return replies.expectMessageClass(Found.class);
  }

  /** Puts other bytes under the cart's key, as the disk format writes it. */
  private static void damage(DataDirectory disk, int partition) {
    byte[] key =
        ByteWriter.growing(64)
            .writeInt(partition)
            .writeByte('r')
            .writeRaw("default\0carts\0\1ann".getBytes(StandardCharsets.US_ASCII))
            .toByteArray();
    CountDownLatch written = new CountDownLatch(1);
    disk.writer()
        .submit(
            List.of(new Change.Put(key, new byte[] {1, 2, 3, 4, 5})),
            Durability.SYNC,
            new WriteListener() {
              @Override
              public void stored() {
                written.countDown();
              }

              @Override
              public void failed(WriteFailure why) {}
            });
    try {
      assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

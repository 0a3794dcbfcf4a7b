package io.gramme.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gramme.buckets.BucketCatalog;
import io.gramme.buckets.BucketCatalog.Place;
import io.gramme.causality.HybridClock;
import io.gramme.membership.BucketKeeper.Adopted;
import io.gramme.membership.BucketKeeper.Compare;
import io.gramme.membership.BucketKeeper.Entries;
import io.gramme.membership.BucketKeeper.Kept;
import io.gramme.membership.BucketKeeper.PlacedEntry;
import io.gramme.membership.RingGossip.AskFacts;
import io.gramme.membership.RingGossip.Facts;
import io.gramme.membership.RingGossip.Gossip;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.membership.RingProtocol.Introduce;
import io.gramme.model.Bucket;
import io.gramme.model.NodeId;
import io.gramme.wire.ControlMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is journalled and gossiped: it survives a restart of its keeper, and the wire. */
class KeepersTest {

  private static final Config CONFIG =
      ConfigFactory.parseString(
              "pekko { loglevel = OFF, actor.allow-java-serialization = off,"
                  + " actor.serialization-bindings"
                  + " { \"io.gramme.wire.ControlMessage\" = jackson-cbor },"
                  + " persistence.journal.plugin = pekko.persistence.journal.inmem,"
                  + " persistence.journal.inmem.test-serialization = on,"
                  + " persistence.snapshot-store.plugin = pekko.persistence.no-snapshot-store }")
          .withFallback(
              ConfigFactory.parseResources("gramme-node.conf").withOnlyPath("pekko.serialization"));

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Place CARTS = Place.of(Bucket.of("carts"));
  private static final PlacedEntry FROM_BOB =
      new PlacedEntry("default", new byte[] {'b'}, 1L << 20, "bob", Map.of("n_val", 5, "r", "one"));

  private final ActorTestKit kit = ActorTestKit.create("keepers", CONFIG);
  private final BlockingQueue<BucketCatalog> catalogs = new LinkedBlockingQueue<>();
  private final TestProbe<BucketKeeper.Outcome> client = kit.createTestProbe();
  private final TestProbe<Entries> peer = kit.createTestProbe();

  @Test
  void aChangeIsKeptPublishedAndFoundAgain() {
    ActorRef<BucketKeeper.Command> keeper = startBuckets();
    assertThat(next(catalogs)).isEqualTo(BucketCatalog.EMPTY);
    keeper.tell(new BucketKeeper.Change(CARTS, Map.of("n_val", 5), client.getRef()));
    client.expectMessage(new BucketKeeper.Done());
    BucketCatalog changed = next(catalogs);
    assertThat(changed.of(Bucket.of("carts")).orElseThrow().replicas()).isEqualTo(5);
    kit.stop(keeper);
    startBuckets();
    assertThat(next(catalogs)).isEqualTo(changed);
  }

  @Test
  void whatAPeerTellsIsAdoptedAndTheEarlierIsNot() {
    ActorRef<BucketKeeper.Command> keeper = startBuckets();
    next(catalogs);
    keeper.tell(new Entries(List.of(FROM_BOB), BOB, 1));
    BucketCatalog adopted = next(catalogs);
    assertThat(adopted.of(Bucket.of("b")).orElseThrow().replicas()).isEqualTo(5);
    PlacedEntry earlier =
        new PlacedEntry("default", new byte[] {'b'}, 1, "bob", Map.of("n_val", 7));
    keeper.tell(new Entries(List.of(earlier), BOB, 2));
    keeper.tell(new Compare(adopted.digest() + 1, peer.getRef()));
    Entries told = peer.receiveMessage();
    assertThat(told.from()).isEqualTo(ANN);
    assertThat(told.entries()).hasSize(1);
    assertThat(told.entries().get(0).values()).isEqualTo(FROM_BOB.values());
    assertThat(catalogs).isEmpty();
  }

  @Test
  void aPeerThatHasTheSameHearsNothing() {
    ActorRef<BucketKeeper.Command> keeper = startBuckets();
    keeper.tell(new Compare(BucketCatalog.EMPTY.digest(), peer.getRef()));
    keeper.tell(new Compare(1, peer.getRef()));
    assertThat(peer.receiveMessage().entries()).isEmpty();
    peer.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aChangeWaitsForReachablePeersUntilTheyHaveKeptIt() {
    ActorRef<BucketKeeper.Command> keeper = startBuckets();
    keeper.tell(
        new BucketKeeper.PeersChanged(
            new Peers(Map.of(BOB, new Peers.Peer(BOB, "pekko://elsewhere@127.0.0.1:1", true)))));
    keeper.tell(new BucketKeeper.Reset(CARTS, client.getRef()));
    next(catalogs);
    next(catalogs);
    client.expectNoMessage(Duration.ZERO);
    keeper.tell(new Kept(BOB, 7));
    keeper.tell(new Kept(ANN, 1));
    client.expectNoMessage(Duration.ZERO);
    keeper.tell(new Kept(BOB, 1));
    client.expectMessage(Duration.ofMillis(1_500), new BucketKeeper.Done());
  }

  @Test
  void aSilentPeerIsWaitedForNoLongerThanPatienceAllows() {
    ActorRef<BucketKeeper.Command> keeper = startBuckets();
    keeper.tell(
        new BucketKeeper.PeersChanged(
            new Peers(Map.of(BOB, new Peers.Peer(BOB, "pekko://elsewhere@127.0.0.1:1", true)))));
    keeper.tell(new BucketKeeper.Reset(CARTS, client.getRef()));
    client.expectMessage(Duration.ofSeconds(10), new BucketKeeper.Done());
  }

  @Test
  void everyControlMessageSurvivesTheWireAndIsListedHere() {
    List<ControlMessage> all =
        List.of(
            new Compare(-1, peer.getRef()),
            new Kept(BOB, 3),
            new Entries(List.of(), ANN, 1),
            new Adopted(List.of()),
            new AskFacts(kit.<Facts>createTestProbe().getRef()),
            new Introduce(Nodes.candidate(ANN, 1L << 40), kit.<Greeting>createTestProbe().getRef()),
            new Greeting(BOB, "no"));
    for (ControlMessage message : all) {
      assertThat(kit.serializationTestKit().<Object>verifySerialization(message, true))
          .isEqualTo(message);
    }
    Map<String, Object> values =
        Map.of(
            "n_val",
            3,
            "allow_mult",
            true,
            "note",
            "ä",
            "list",
            List.of(1, "x"),
            "map",
            Map.of("mod", "m"),
            "big",
            1L << 40);
    PlacedEntry placed = new PlacedEntry("default", new byte[] {0, -1}, 9, "ann", values);
    Entries entries = wired(new Entries(List.of(placed), ANN, 2));
    assertThat(entries.entries().get(0)).usingRecursiveComparison().isEqualTo(placed);
    Adopted adopted = wired(new Adopted(List.of(placed)));
    assertThat(adopted.entries().get(0)).usingRecursiveComparison().isEqualTo(placed);
    RingPage page = RingPage.of(Nodes.founded(ANN, BOB).everything());
    assertThat(wired(page)).usingRecursiveComparison().isEqualTo(page);
    Gossip gossip =
        new Gossip(
            ANN,
            Nodes.founded(ANN).digest(),
            page,
            3,
            kit.<RingGossip.Command>createTestProbe().getRef());
    assertThat(wired(gossip)).usingRecursiveComparison().isEqualTo(gossip);
    Facts facts =
        new Facts(ANN, Digest.BLANK, page, new Holdings(new TreeMap<>(Map.of(3, 1L << 40)), 7, 9));
    assertThat(wired(facts)).usingRecursiveComparison().isEqualTo(facts);
    assertThat(controlMessages())
        .containsExactlyInAnyOrder(
            Compare.class.getName(),
            Kept.class.getName(),
            Entries.class.getName(),
            Adopted.class.getName(),
            RingPage.class.getName(),
            Gossip.class.getName(),
            AskFacts.class.getName(),
            Facts.class.getName(),
            Introduce.class.getName(),
            Greeting.class.getName());
  }

  private <T> T wired(T message) {
    return kit.serializationTestKit().verifySerialization(message, false);
  }

  private static Set<String> controlMessages() {
    return new ClassFileImporter()
        .importPackages("io.gramme").stream()
            .filter(type -> type.isAssignableTo(ControlMessage.class) && !type.isInterface())
            .peek(type -> assertThat(type.isRecord()).as(type.getName()).isTrue())
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
  }

  private ActorRef<BucketKeeper.Command> startBuckets() {
    HybridClock clock = new HybridClock(() -> 1_000, 1_000);
    return kit.spawn(BucketKeeper.create(new BucketKeeper.Surroundings(ANN, clock, catalogs::add)));
  }

  private static <T> T next(BlockingQueue<T> published) {
    Awaitility.await().until(() -> !published.isEmpty());
    return published.remove();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }
}

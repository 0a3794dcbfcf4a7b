package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.candidate;
import static io.gramme.membership.Nodes.first;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.membership.RingProtocol.Adopt;
import io.gramme.membership.RingProtocol.AreStaged;
import io.gramme.membership.RingProtocol.Chartered;
import io.gramme.membership.RingProtocol.Clear;
import io.gramme.membership.RingProtocol.Commit;
import io.gramme.membership.RingProtocol.Found;
import io.gramme.membership.RingProtocol.GetCharter;
import io.gramme.membership.RingProtocol.GetPlan;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.membership.RingProtocol.InForce;
import io.gramme.membership.RingProtocol.Introduce;
import io.gramme.membership.RingProtocol.Outcome;
import io.gramme.membership.RingProtocol.Planned;
import io.gramme.membership.RingProtocol.PublishMarks;
import io.gramme.membership.RingProtocol.Refused;
import io.gramme.membership.RingProtocol.Stage;
import io.gramme.membership.RingProtocol.StageNewcomer;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Plan;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's keeper does with what it is told, and what of it outlives the keeper. */
class RingKeeperTest {

  @TempDir static Path snapshots;

  private final ActorTestKit kit = ActorTestKit.create("keeper", config());
  private final Map<String, ProbeAnswer> answering = new ConcurrentHashMap<>();
  private final BlockingQueue<Ring> rings = new LinkedBlockingQueue<>();
  private final BlockingQueue<RingBook> books = new LinkedBlockingQueue<>();
  private final BlockingQueue<RingNews> news = new LinkedBlockingQueue<>();
  private final TestProbe<Outcome> client = kit.createTestProbe();
  private final TestProbe<Greeting> greeted = kit.createTestProbe();
  private ActorRef<RingProtocol.Command> keeper = start(ANN);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aRingIsFoundedOnceAndFoundAgainAfterARestart() {
    found(ANN, BOB);
    assertThat(next(rings).version()).isEqualTo(first(ANN, BOB));
    keeper.tell(new Found(List.of(candidate(ANN, 1)), 8, 2, client.getRef()));
    assertThat(refusal()).contains("has a ring already");
    RingBook before = lastBook();
    restart(ANN);
    assertThat(lastBook()).isEqualTo(before);
    assertThat(before.addresses()).isEqualTo(Nodes.addresses(ANN, BOB));
  }

  @Test
  void aRingThatDoesNotNameTheNodeIsRefusedAndOneThatDoesIsTakenOver() {
    keeper.tell(new Adopt(Charter.of(Nodes.founded(BOB, CAT)).toBytes(), client.getRef()));
    assertThat(refusal()).isEqualTo("the ring does not name node ann");
    keeper.tell(new Adopt(new byte[] {1, 2, 3}, client.getRef()));
    assertThat(refusal()).isNotEmpty();
    byte[] charter = Charter.of(Nodes.founded(ANN, BOB)).toBytes();
    keeper.tell(new Adopt(charter, client.getRef()));
    client.expectMessage(new InForce(first(ANN, BOB).id(), 1));
    keeper.tell(new GetCharter(client.getRef()));
    assertThat(client.expectMessageClass(Chartered.class).charter()).isEqualTo(charter);
    keeper.tell(new Adopt(Charter.of(Nodes.founded(ANN)).toBytes(), client.getRef()));
    assertThat(refusal()).contains("has another ring");
  }

  @Test
  void whatIsStagedIsAnsweredSpreadKeptAndWithdrawn() {
    found(ANN, BOB);
    keeper.tell(new Stage(new Change.Leave(BOB), client.getRef()));
    Staging staging = client.expectMessageClass(AreStaged.class).staging();
    assertThat(staging.inOrder()).containsExactly(new Change.Leave(BOB));
    Awaitility.await().until(() -> news.stream().anyMatch(it -> it.staging().equals(staging)));
    restart(ANN);
    keeper.tell(new Stage(new Change.Capacity(BOB, 300), client.getRef()));
    assertThat(client.expectMessageClass(AreStaged.class).staging().inOrder())
        .containsExactly(new Change.Capacity(BOB, 300));
    keeper.tell(new Clear(client.getRef()));
    assertThat(client.expectMessageClass(AreStaged.class).staging().inOrder()).isEmpty();
  }

  @Test
  void onlyThePlanThatWasLookedAtIsCommitted() {
    found(ANN);
    joins(BOB);
    Plan plan = plan();
    assertThat(plan.target().members()).containsExactly(Member.of(ANN), Member.of(BOB));
    keeper.tell(new Commit(RingId.NONE, true, client.getRef()));
    assertThat(refusal()).contains("does not hold any more");
    keeper.tell(new Commit(plan.id(), false, client.getRef()));
    assertThat(refusal()).contains("bob is to join and does not answer");
    keeper.tell(new Commit(plan.id(), true, client.getRef()));
    assertThat(client.expectMessageClass(InForce.class).epoch()).isEqualTo(2);
    RingBook book = lastBook();
    assertThat(book.ring().orElseThrow().version().members()).hasSize(2);
    assertThat(book.staging().changes()).isEmpty();
    assertThat(book.addresses().of(BOB)).isPresent();
    keeper.tell(new Commit(plan.id(), true, client.getRef()));
    assertThat(refusal()).contains("does not hold any more");
  }

  @Test
  void marksOfTheRingInForceAreKeptAndOthersAreNot() {
    found(ANN);
    joins(BOB);
    keeper.tell(new Commit(plan().id(), true, client.getRef()));
    RingId ring = client.expectMessageClass(InForce.class).ring();
    keeper.tell(new PublishMarks(first(ANN).id(), 1, Mark.READY));
    keeper.tell(new PublishMarks(ring, 2, Mark.READY));
    Awaitility.await()
        .until(() -> lastBook().ring().orElseThrow().progress().has(2, ANN, Mark.READY));
    assertThat(lastBook().ring().orElseThrow().progress().marks()).hasSize(1);
    restart(ANN);
    assertThat(lastBook().ring().orElseThrow().progress().has(2, ANN, Mark.READY)).isTrue();
  }

  @Test
  void aNewcomerOfANameThatStillAnswersIsRefused() {
    found(ANN, BOB);
    Candidate twin = new Candidate(BOB, 100, "", "elsewhere:8098", "disk-of-bob", 2);
    answering.put("bob:8098", answer(BOB, 1));
    introduce(
        twin,
        "node bob runs already at bob:8098 since start 1: stop it, or give this one"
            + " another id");
    answering.clear();
    introduce(twin, "");
    introduce(
        candidate(BOB, 1),
        "node bob was last seen at elsewhere:8098 with start 2, and this"
            + " is start 1: an older incarnation or a copy of the data directory");
    assertThat(lastBook().addresses().of(BOB)).contains(twin.address());
  }

  @Test
  void aNewcomerIsNotStagedUnderANameThatStillAnswers() {
    found(ANN);
    joins(BOB);
    answering.put("bob:8098", answer(BOB, 1));
    Candidate twin = new Candidate(BOB, 100, "", "elsewhere:8098", "other disk", 7);
    keeper.tell(new StageNewcomer(new Change.Join(Member.of(BOB)), twin, client.getRef()));
    assertThat(refusal()).startsWith("node bob runs already at bob:8098");
    Candidate me = new Candidate(ANN, 100, "", "elsewhere:8098", "other disk", 7);
    introduce(
        me,
        "node ann runs already at ann:8098 since start 1: stop it, or give this one"
            + " another id");
  }

  @Test
  void aHundredEventsBecomeASnapshotFromWhichEverythingIsFoundAgain() {
    found(ANN);
    joins(BOB);
    keeper.tell(new Commit(plan().id(), true, client.getRef()));
    client.expectMessageClass(InForce.class);
    for (int i = 0; i < 130; i++) {
      keeper.tell(new Stage(new Change.Capacity(ANN, 100 + i), client.getRef()));
      client.expectMessageClass(AreStaged.class);
    }
    RingBook before = lastBook();
    Awaitility.await().until(() -> snapshots.toFile().list().length > 0);
    restart(ANN);
    assertThat(lastBook()).isEqualTo(before);
    assertThat(before.versions()).hasSize(2);
  }

  private void joins(NodeId node) {
    keeper.tell(
        new StageNewcomer(new Change.Join(Member.of(node)), candidate(node, 1), client.getRef()));
    client.expectMessageClass(AreStaged.class);
  }

  private Plan plan() {
    keeper.tell(new GetPlan(client.getRef()));
    return client.expectMessageClass(Planned.class).plan();
  }

  private void found(NodeId... nodes) {
    List<Candidate> all = Stream.of(nodes).map(id -> candidate(id, 1)).toList();
    keeper.tell(new Found(all, 8, 2, client.getRef()));
    client.expectMessage(new InForce(first(nodes).id(), 1));
  }

  private void introduce(Candidate candidate, String expected) {
    keeper.tell(new Introduce(candidate, greeted.getRef()));
    greeted.expectMessage(new Greeting(ANN, expected));
  }

  private String refusal() {
    return String.join("; ", client.expectMessageClass(Refused.class).reasons());
  }

  private RingBook lastBook() {
    Awaitility.await().until(() -> !books.isEmpty());
    return books.stream().reduce((earlier, later) -> later).orElseThrow();
  }

  private static <T> T next(BlockingQueue<T> published) {
    Awaitility.await().until(() -> !published.isEmpty());
    return published.remove();
  }

  private void restart(NodeId self) {
    kit.stop(keeper);
    books.clear();
    keeper = start(self);
  }

  private static ProbeAnswer answer(NodeId id, long startCount) {
    return new ProbeAnswer(
        id, startCount, "", "", 0, id + ":8098", "disk-of-" + id, 1, Formats.OURS);
  }

  private ActorRef<RingProtocol.Command> start(NodeId self) {
    return kit.spawn(
        RingKeeper.create(
            new RingKeeper.Surroundings(
                candidate(self, 1),
                (place, asker) ->
                    CompletableFuture.completedFuture(Optional.ofNullable(answering.get(place))),
                () -> CompletableFuture.completedFuture(Holdings.NONE),
                () -> 1_000,
                rings::add,
                books::add,
                news::add)));
  }

  private static com.typesafe.config.Config config() {
    try {
      Path place = Files.createTempDirectory(snapshots, "keeper");
      return ConfigFactory.parseString(
              "pekko { loglevel = OFF, actor.allow-java-serialization = off,"
                  + " actor.serialization-bindings"
                  + " { \"io.gramme.wire.ControlMessage\" = jackson-cbor },"
                  + " persistence.journal.plugin = pekko.persistence.journal.inmem,"
                  + " persistence.journal.inmem.test-serialization = on,"
                  + " persistence.snapshot-store.plugin = pekko.persistence.snapshot-store.local,"
                  + " persistence.snapshot-store.local.dir = \""
                  + place
                  + "\" }")
          .withFallback(
              ConfigFactory.parseResources("gramme-node.conf").withOnlyPath("pekko.serialization"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

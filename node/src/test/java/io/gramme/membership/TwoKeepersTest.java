package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.membership.RingProtocol.AreStaged;
import io.gramme.membership.RingProtocol.Commit;
import io.gramme.membership.RingProtocol.Found;
import io.gramme.membership.RingProtocol.GetPlan;
import io.gramme.membership.RingProtocol.InForce;
import io.gramme.membership.RingProtocol.Outcome;
import io.gramme.membership.RingProtocol.Planned;
import io.gramme.membership.RingProtocol.PublishMarks;
import io.gramme.membership.RingProtocol.StageNewcomer;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Plan;
import io.gramme.ring.Ring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that talk over TCP and are in no cluster: the second is let into the first's ring. */
class TwoKeepersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Host ann = new Host(ANN);
  private final Host bob = new Host(BOB);

  @AfterEach
  void stop() {
    ann.kit.shutdownTestKit();
    bob.kit.shutdownTestKit();
  }

  @Test
  void aNodeIsStagedPlannedCommittedAndHearsOfItAndTellsItsMarks() {
    ann.keeper.tell(new Found(List.of(candidate(ANN, 1)), 8, 2, ann.client.getRef()));
    ann.client.expectMessageClass(InForce.class);
    ann.meets(bob);
    ann.keeper.tell(
        new StageNewcomer(new Change.Join(Member.of(BOB)), candidate(BOB, 1), ann.client.getRef()));
    ann.client.expectMessageClass(AreStaged.class);
    Awaitility.await().atMost(PATIENCE).until(() -> bob.frontEnds.participants().containsKey(ANN));
    assertThat(bob.book.isBlank()).as("it knows whose ring it waits for, and has none").isTrue();

    ann.keeper.tell(new GetPlan(ann.client.getRef()));
    Plan plan = ann.client.expectMessageClass(Planned.class).plan();
    assertThat(plan.refusals()).isEmpty();
    ann.keeper.tell(new Commit(plan.id(), false, ann.client.getRef()));
    InForce inForce = ann.client.expectMessageClass(InForce.class);
    Awaitility.await().atMost(PATIENCE).until(() -> bob.book.digest().epoch() == 2);

    bob.meets(ann);
    Awaitility.await().atMost(PATIENCE).until(() -> bob.frontEnds.mayJoin());
    Ring ring = bob.book.ring().orElseThrow();
    for (int p = 0; p < ring.partitions(); p++) {
      if (ring.gaining(p).contains(BOB)) {
        bob.keeper.tell(new PublishMarks(inForce.ring(), p, Mark.COMPLETE));
      }
    }
    Awaitility.await().atMost(PATIENCE).until(() -> ann.isSettled() && bob.isSettled());
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ann.book.digest()).isEqualTo(bob.book.digest()));
  }

  /** One node's keeper and gossip, without the rest of the node. */
  private static final class Host {
    final NodeId id;
    final ActorTestKit kit;
    final TestProbe<Outcome> client;
    final ActorRef<RingProtocol.Command> keeper;
    private final CompletableFuture<ActorRef<RingGossip.Command>> gossip =
        new CompletableFuture<>();
    volatile RingBook book = RingBook.BLANK;
    volatile FrontEnds frontEnds = FrontEnds.NONE;

    Host(NodeId id) {
      this.id = id;
      kit =
          ActorTestKit.create(
              "gramme",
              ConfigFactory.parseString(
                      "pekko { loglevel = OFF, actor.provider = cluster, cluster.jmx.enabled = off,"
                          + " remote.artery.canonical { hostname = 127.0.0.1, port = 0 },"
                          + " persistence.journal.plugin = pekko.persistence.journal.inmem,"
                          + " persistence.journal.auto-start-journals = [],"
                          + " persistence.snapshot-store.plugin ="
                          + " pekko.persistence.no-snapshot-store,"
                          + " persistence.snapshot-store.auto-start-snapshot-stores = [] }")
                  .withFallback(ConfigFactory.parseResources("gramme-node.conf")));
      client = kit.createTestProbe();
      keeper =
          kit.spawn(
              RingKeeper.create(
                  new RingKeeper.Surroundings(
                      candidate(id, 1),
                      (place, asker) -> CompletableFuture.completedFuture(Optional.empty()),
                      () -> CompletableFuture.completedFuture(Holdings.NONE),
                      () -> 1_000,
                      ring -> {},
                      this::bookChanged,
                      news -> tellGossip(new RingGossip.Spread(news)))),
              RingKeeper.PATH);
      gossip.complete(
          kit.spawn(
              RingGossip.create(
                  new RingGossip.Surroundings(
                      candidate(id, 1),
                      List.of(),
                      new NoContact(),
                      () -> CompletableFuture.completedFuture(Holdings.NONE),
                      bound -> 0,
                      keeper,
                      places -> frontEnds = places,
                      admittance -> {})),
              RingGossip.PATH));
    }

    private void bookChanged(RingBook now) {
      book = now;
      tellGossip(new RingGossip.BookChanged(now));
    }

    private void tellGossip(RingGossip.Command command) {
      gossip.thenAccept(ref -> ref.tell(command));
    }

    void meets(Host other) {
      String there = other.kit.system().address().toString();
      Peers peers = new Peers(Map.of(other.id, new Peers.Peer(other.id, there, true)));
      keeper.tell(new RingKeeper.PeersChanged(peers));
      tellGossip(new RingGossip.PeersChanged(peers));
    }

    boolean isSettled() {
      return book.ring().filter(Ring::isSettled).isPresent();
    }
  }

  /** There is nobody to ask. */
  private record NoContact() implements SeedContact {
    @Override
    public CompletionStage<Optional<byte[]>> charter(String hostAndPort) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Reply> stage(String hostAndPort, Change change, Candidate self) {
      return CompletableFuture.completedFuture(new IsSilent());
    }
  }
}

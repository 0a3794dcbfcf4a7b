package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.membership.RingProtocol;
import io.gramme.membership.SeedContact;
import io.gramme.membership.Staging;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What becomes of orders, over a probe in place of the keeper and nodes that are made up. */
class RingOfficeTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create("ring-office", ConfigFactory.parseString("pekko.loglevel = OFF"));
  private static final Candidate ANN = candidate("ann");
  private static final Candidate BOB = candidate("bob");
  private static final RingId PLAN = RingVersion.first(List.of(ANN.member()), 16, 3).id();
  private static final RingProtocol.AreStaged STAGED =
      new RingProtocol.AreStaged(Staging.none(RingId.NONE));

  private final NodeView view = new NodeView();
  private final TestProbe<RingProtocol.Command> keeper = KIT.createTestProbe();
  private final Others others = new Others();
  private final RingOffice office =
      new RingOffice(
          new RingOffice.Surroundings(
              ANN, 16, 3, view, keeper.ref(), others, others, others, KIT.scheduler()));

  private static Candidate candidate(String id) {
    return new Candidate(new NodeId(id), 100, "", id + ":8098", "d-" + id, 7);
  }

  /** Nodes at {@code host:8098} that have no ring, and what they were told. */
  private static final class Others implements NodeContact, SeedContact, TransferControl {

    final Map<Endpoint, Introduction> there = new HashMap<>();
    final List<String> told = new ArrayList<>();
    SeedContact.Reply seedSays = new SeedContact.IsStaged();

    @Override
    public CompletionStage<Optional<Introduction>> meet(Endpoint node) {
      return CompletableFuture.completedStage(Optional.ofNullable(there.get(node)));
    }

    @Override
    public CompletionStage<Boolean> deliver(Endpoint node, byte[] charter) {
      told.add(node + " " + charter.length);
      return CompletableFuture.completedStage(!node.value().startsWith("cat"));
    }

    @Override
    public CompletionStage<Optional<byte[]>> charter(String hostAndPort) {
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<SeedContact.Reply> stage(
        String hostAndPort, Change change, Candidate self) {
      told.add(hostAndPort + " " + change);
      return CompletableFuture.completedStage(seedSays);
    }

    @Override
    public SortedMap<String, Object> tree() {
      return new TreeMap<>();
    }

    @Override
    public CompletionStage<Boolean> pause(boolean isPaused) {
      return CompletableFuture.completedStage(isPaused);
    }

    void add(Candidate candidate) {
      there.put(new Endpoint(candidate.http()), new Introduction(candidate, 0, Formats.OURS));
    }
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Verdict of(CompletionStage<Verdict> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Object done(CompletionStage<Verdict> stage) {
    return ((Verdict.Done) of(stage)).tree().get("done");
  }

  @Test
  void aRingIsFoundedAndHandedToAllOfItsNodes() {
    Candidate cat = candidate("cat");
    List.of(ANN, BOB, cat).forEach(others::add);
    CompletionStage<Verdict> founded =
        office.found(
            List.of(new Endpoint("ann:8098"), new Endpoint("bob:8098"), new Endpoint("cat:8098")));
    RingProtocol.Found found = keeper.expectMessageClass(RingProtocol.Found.class);
    assertThat(found.candidates()).containsExactly(ANN, BOB, cat);
    assertThat(found.partitions()).isEqualTo(16);
    found.replyTo().tell(new RingProtocol.InForce(PLAN, 1));
    keeper
        .expectMessageClass(RingProtocol.GetCharter.class)
        .replyTo()
        .tell(new RingProtocol.Chartered(new byte[] {1, 2, 3}));
    assertThat(done(founded)).isEqualTo("a ring of 3 nodes is founded; cat will hear of it soon");
    assertThat(others.told).containsExactly("bob:8098 3", "cat:8098 3");
  }

  @Test
  void nothingIsFoundedIfSomebodyDoesNotAnswer() {
    others.add(ANN);
    assertThat(of(office.found(List.of(new Endpoint("ann:8098"), new Endpoint("bob:8098")))))
        .isEqualTo(Verdict.refused("no node answers at bob:8098"));
    keeper.expectNoMessage();
  }

  @Test
  void whatTheKeeperRefusesIsRefused() {
    others.add(ANN);
    CompletionStage<Verdict> founded = office.found(List.of(new Endpoint("ann:8098")));
    keeper
        .expectMessageClass(RingProtocol.Found.class)
        .replyTo()
        .tell(new RingProtocol.Refused(List.of("there is a ring")));
    assertThat(of(founded)).isEqualTo(Verdict.refused("there is a ring"));
    assertThat(others.told).isEmpty();
  }

  @Test
  void aNodeThatJoinsIsMetBeforeItIsStaged() {
    others.add(BOB);
    CompletionStage<Verdict> staged = office.stage(new Order.Join(new Endpoint("bob:8098")));
    RingProtocol.StageNewcomer stage = keeper.expectMessageClass(RingProtocol.StageNewcomer.class);
    assertThat(stage.newcomer()).isEqualTo(BOB);
    assertThat(stage.change()).isEqualTo(new Change.Join(BOB.member()));
    stage.replyTo().tell(STAGED);
    assertThat(done(staged)).asString().startsWith("staged: bob joins; nothing moves yet; next");
  }

  @Test
  void aNodeThatDoesNotAnswerIsNotStaged() {
    assertThat(of(office.stage(new Order.Join(new Endpoint("bob:8098")))))
        .isEqualTo(Verdict.refused("no node answers at bob:8098"));
  }

  @Test
  void everyOtherOrderIsStagedAsItIs() {
    NodeId bob = BOB.id();
    others.add(candidate("dan"));
    Map<Order, Change> orders =
        Map.of(
            new Order.Leave(bob), new Change.Leave(bob),
            new Order.ForceRemove(bob), new Change.ForceRemove(bob),
            new Order.Capacity(bob, 50), new Change.Capacity(bob, 50),
            new Order.Zone(bob, "east"), new Change.Zone(bob, "east"));
    orders.forEach(
        (order, change) -> {
          CompletionStage<Verdict> staged = office.stage(order);
          RingProtocol.Stage stage = keeper.expectMessageClass(RingProtocol.Stage.class);
          assertThat(stage.change()).isEqualTo(change);
          stage.replyTo().tell(STAGED);
          assertThat(of(staged)).isInstanceOf(Verdict.Done.class);
        });
    office.stage(new Order.Replace(bob, new Endpoint("dan:8098")));
    assertThat(keeper.expectMessageClass(RingProtocol.StageNewcomer.class).change())
        .isEqualTo(new Change.Replace(bob, Member.of(new NodeId("dan"))));
  }

  @Test
  void aNodeAsksToBeLetInAndSaysWhatItWaitsFor() {
    assertThat(done(office.join(new Endpoint("bob:8098"))))
        .asString()
        .startsWith("node ann is staged to join the ring of bob:8098; next");
    assertThat(others.told).containsExactly("bob:8098 ann joins");
    assertThat(view.waitingFor())
        .isEqualTo("node ann is staged to join the ring of bob:8098, and not committed yet");
  }

  @Test
  void aNodeThatIsRefusedByItsSeedSaysSo() {
    others.seedSays = new SeedContact.IsRefused("node ann runs already");
    assertThat(of(office.join(new Endpoint("bob:8098"))))
        .isEqualTo(Verdict.refused("node ann runs already"));
    others.seedSays = new SeedContact.IsSilent();
    assertThat(of(office.join(new Endpoint("bob:8098"))))
        .isEqualTo(new Verdict.Silent("the node at bob:8098"));
    assertThat(view.waitingFor()).isEmpty();
  }

  @Test
  void aMemberDoesNotJoinASecondRing() {
    view.publishRing(Ring.of(RingVersion.first(List.of(ANN.member()), 16, 3)));
    assertThat(of(office.join(new Endpoint("bob:8098"))))
        .isEqualTo(Verdict.refused("node ann is in a ring already"));
    assertThat(others.told).isEmpty();
  }

  @Test
  void whatIsCommittedIsWhatWasPlanned() {
    CompletionStage<Verdict> committed = office.commit(PLAN.hex(), true);
    RingProtocol.Commit commit = keeper.expectMessageClass(RingProtocol.Commit.class);
    assertThat(commit.plan()).isEqualTo(PLAN);
    assertThat(commit.force()).isTrue();
    commit.replyTo().tell(new RingProtocol.InForce(PLAN, 4));
    assertThat(((Verdict.Done) of(committed)).tree())
        .containsEntry("epoch", 4L)
        .containsEntry("id", PLAN.hex());
    assertThatThrownBy(() -> office.commit("no plan", false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatNodesSendEachOtherReachesTheKeeper() {
    String text = Base64.getEncoder().encodeToString(new byte[] {7});
    office.received(Map.of("charter", text));
    assertThat(keeper.expectMessageClass(RingProtocol.Adopt.class).charter()).containsExactly(7);
    office.received(Map.of("newcomer", Introduction.treeOf(BOB)));
    assertThat(keeper.expectMessageClass(RingProtocol.StageNewcomer.class).change())
        .isEqualTo(new Change.Join(BOB.member()));
    office.received(Map.of("newcomer", Introduction.treeOf(BOB), "replaces", "cat"));
    assertThat(keeper.expectMessageClass(RingProtocol.StageNewcomer.class).change())
        .isEqualTo(new Change.Replace(new NodeId("cat"), BOB.member()));
    assertThatThrownBy(() -> office.received(Map.of("newcomer", 7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> office.received(Map.of("charter", "!")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPauseThatNobodyConfirmsIsNotClaimed() {
    assertThat(of(office.pause())).isInstanceOf(Verdict.Done.class);
    assertThat(of(office.resume())).isInstanceOf(Verdict.Silent.class);
  }
}

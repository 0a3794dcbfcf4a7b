package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.candidate;
import static io.gramme.membership.Nodes.first;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.membership.RingGossip.BookChanged;
import io.gramme.membership.RingGossip.Gossip;
import io.gramme.membership.RingGossip.PeersChanged;
import io.gramme.membership.RingGossip.Spread;
import io.gramme.membership.RingProtocol.Greeting;
import io.gramme.membership.RingProtocol.Introduce;
import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingDeque;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ann's gossip says to bob, whose keeper and whose gossip are probes. */
class RingGossipTest {

  private final ActorTestKit kit =
      ActorTestKit.create("gossip", ConfigFactory.parseString("pekko.loglevel = OFF"));
  private final TestProbe<RingProtocol.Command> bobsKeeper = kit.createTestProbe();
  private final TestProbe<RingGossip.Command> bobsGossip = kit.createTestProbe();
  private final TestProbe<RingProtocol.Command> keeper = kit.createTestProbe();
  private final BlockingDeque<FrontEnds> frontEnds = new LinkedBlockingDeque<>();
  private final BlockingDeque<Admittance> admittances = new LinkedBlockingDeque<>();

  RingGossipTest() {
    kit.spawn(forwarding(bobsKeeper.getRef()), RingKeeper.PATH);
    kit.spawn(forwarding(bobsGossip.getRef()), RingGossip.PATH);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aPeerIsFirstToldWhoWeAreAndGossipedWithOnceItHasNothingAgainstIt() {
    ActorRef<RingGossip.Command> gossip = inTheRingOf(ANN, BOB);
    Introduce introduced = bobsKeeper.expectMessageClass(Introduce.class);
    assertThat(introduced.candidate()).isEqualTo(candidate(ANN, 1));
    assertThat(frontEnds.peekLast().mayJoin()).isFalse();
    gossip.tell(new Spread(RingNews.about(first(ANN, BOB).id())));
    introduced.replyTo().tell(new Greeting(BOB, ""));
    Gossip opening = bobsGossip.expectMessageClass(Gossip.class);
    assertThat(opening.digest()).isEqualTo(founded(ANN, BOB).digest());
    assertThat(opening.page().decoded())
        .as("what was spread before bob had let ann in is not told")
        .isEqualTo(RingNews.about(first(ANN, BOB).id()));
    Awaitility.await().until(() -> frontEnds.peekLast().mayJoin());
    assertThat(admittances.peekLast().mayServe()).isTrue();
  }

  @Test
  void whoeverIsObjectedToDoesNotServeNorGossipUntilTheObjectionIsWithdrawn() {
    ActorRef<RingGossip.Command> gossip = inTheRingOf(ANN, BOB, CAT);
    ActorRef<Greeting> greetings = bobsKeeper.expectMessageClass(Introduce.class).replyTo();
    greetings.tell(new Greeting(CAT, "node ann runs already"));
    Awaitility.await().until(() -> !admittances.peekLast().mayServe());
    assertThat(admittances.peekLast())
        .isEqualTo(new Admittance(Admittance.Kind.REFUSED, "node ann runs already"));
    greetings.tell(new Greeting(BOB, ""));
    gossip.tell(new Spread(founded(ANN, BOB, CAT).everything()));
    bobsGossip.expectNoMessage(Duration.ofMillis(100));
    assertThat(frontEnds.peekLast().mayJoin()).isFalse();
    greetings.tell(new Greeting(CAT, ""));
    bobsGossip.expectMessageClass(Gossip.class);
    assertThat(admittances.peekLast().mayServe()).isTrue();
    assertThat(frontEnds.peekLast().mayJoin()).isTrue();
  }

  @Test
  void aPeerThatDoesNotAnswerIsToldAgain() {
    inTheRingOf(ANN, BOB);
    bobsKeeper.expectMessageClass(Introduce.class);
    bobsKeeper.expectMessageClass(Introduce.class);
  }

  @Test
  void aDecisionIsToldAtOnceToEveryPeerThatCanBeReached() {
    ActorRef<RingGossip.Command> gossip = inTheRingOf(ANN, BOB);
    bobsKeeper.expectMessageClass(Introduce.class).replyTo().tell(new Greeting(BOB, ""));
    bobsGossip.expectMessageClass(Gossip.class);
    RingBook book = founded(ANN, BOB);
    Staging staging = book.staging().with(new Change.Leave(BOB), 5, ANN);
    RingNews news = RingNews.about(book.root()).with(staging);
    gossip.tell(new BookChanged(book.learn(news)));
    gossip.tell(new Spread(news));
    bobsGossip.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message instanceof Gossip told && told.page().decoded().staging().equals(staging)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  @Test
  void aLetterIsLearnedByTheKeeperAndThenAnswered() {
    ActorRef<RingGossip.Command> gossip = inTheRingOf(ANN, BOB);
    RingBook bobs =
        founded(ANN, BOB).learn(RingNews.about(first(ANN, BOB).id()).with(Nodes.addresses(BOB)));
    RingNews news =
        RingNews.about(bobs.root()).with(bobs.staging().with(new Change.Leave(ANN), 9, BOB));
    gossip.tell(new Gossip(BOB, Digest.BLANK, RingPage.of(news), 0, bobsGossip.getRef()));
    RingKeeper.Learn learn = keeper.expectMessageClass(RingKeeper.Learn.class);
    assertThat(learn.news()).isEqualTo(news);
    learn.whenLearned().accept(bobs.learn(news));
    Gossip answer = bobsGossip.expectMessageClass(Gossip.class);
    assertThat(answer.turn()).isEqualTo(1);
    assertThat(RingBook.BLANK.learn(answer.page().decoded())).isEqualTo(bobs.learn(news));
  }

  @Test
  void aNodeWithoutARingLearnsOnlyOfOneThatNamesItAndLooksForTheOthers() {
    ActorRef<RingGossip.Command> gossip = start(List.of());
    RingBook theirs = founded(BOB, CAT);
    gossip.tell(
        new Gossip(BOB, theirs.digest(), RingPage.of(theirs.everything()), 1, bobsGossip.getRef()));
    Awaitility.await().until(() -> !frontEnds.isEmpty());
    assertThat(frontEnds.peekLast().participants()).containsOnlyKeys(BOB, CAT);
    assertThat(frontEnds.peekLast().mayJoin()).isFalse();
    keeper.expectNoMessage(Duration.ZERO);
    RingBook ours = founded(ANN, BOB);
    gossip.tell(
        new Gossip(BOB, ours.digest(), RingPage.of(ours.everything()), 1, bobsGossip.getRef()));
    RingNews learned = keeper.expectMessageClass(RingKeeper.Learn.class).news();
    assertThat(RingBook.BLANK.learn(learned)).isEqualTo(ours);
  }

  @Test
  void theGossipOfAnotherRingIsNotHeard() {
    ActorRef<RingGossip.Command> gossip = inTheRingOf(ANN, BOB);
    RingBook other = founded(ANN, BOB, CAT);
    gossip.tell(
        new Gossip(CAT, other.digest(), RingPage.of(other.everything()), 0, bobsGossip.getRef()));
    gossip.tell(new RingGossip.AskFacts(kit.<RingGossip.Facts>createTestProbe().getRef()));
    keeper.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void aNodeWithoutARingTakesOverTheOneOfASeedThatNamesIt() {
    byte[] charter = Charter.of(founded(ANN, BOB)).toBytes();
    start(List.of("bob:8098"), charter);
    RingProtocol.Adopt adopt = keeper.expectMessageClass(RingProtocol.Adopt.class);
    assertThat(adopt.charter()).isEqualTo(charter);
  }

  private ActorRef<RingGossip.Command> inTheRingOf(NodeId... nodes) {
    ActorRef<RingGossip.Command> gossip = start(List.of());
    gossip.tell(new BookChanged(founded(nodes)));
    String here = kit.system().address().toString();
    gossip.tell(new PeersChanged(new Peers(Map.of(BOB, new Peers.Peer(BOB, here, true)))));
    return gossip;
  }

  private ActorRef<RingGossip.Command> start(List<String> seeds, byte... charter) {
    SeedContact contact =
        new SeedContact() {
          @Override
          public CompletionStage<Optional<byte[]>> charter(String hostAndPort) {
            return CompletableFuture.completedFuture(Optional.of(charter));
          }

          @Override
          public CompletionStage<Reply> stage(String hostAndPort, Change change, Candidate self) {
            return CompletableFuture.completedFuture(new IsSilent());
          }
        };
    return kit.spawn(
        RingGossip.create(
            new RingGossip.Surroundings(
                candidate(ANN, 1),
                seeds,
                contact,
                () -> CompletableFuture.completedFuture(Holdings.NONE),
                bound -> 0,
                keeper.getRef(),
                frontEnds::add,
                admittances::add)));
  }

  private static <T> Behavior<T> forwarding(ActorRef<T> to) {
    return Behaviors.receive(
        (context, message) -> {
          to.tell(message);
          return Behaviors.same();
        });
  }
}

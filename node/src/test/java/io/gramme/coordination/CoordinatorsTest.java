package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.coordination.CoordinationProtocol.ForwardedWrite;
import io.gramme.coordination.CoordinationProtocol.WriteAnswered;
import io.gramme.membership.Peers;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Found;
import io.gramme.vnode.VnodeProtocol.Get;
import io.gramme.vnode.VnodeProtocol.Made;
import io.gramme.vnode.VnodeProtocol.Make;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ann's coordinators over a probe in place of her vnodes; bob is a peer that says nothing. */
class CoordinatorsTest {

  private static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  private static final ActorTestKit KIT =
      ActorTestKit.create("coordinators", ConfigFactory.parseString("pekko.loglevel = OFF"));
  private static final Key CART = Key.of("carts", "ann");
  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Siblings MILK =
      Siblings.of(
          new Version(
              new Dot(1, 1), HybridTime.ofMillis(1), VersionVector.EMPTY, Value.text("milk")));

  private final NodeStats stats = new NodeStats(0);
  private final TestProbe<VnodeProtocol.Command> vnodes = KIT.createTestProbe();
  private final TestProbe<ReadOutcome> reader = KIT.createTestProbe();
  private final TestProbe<WriteOutcome> writer = KIT.createTestProbe();
  private final TestProbe<WriteAnswered> forwarder = KIT.createTestProbe();
  private final ActorRef<Coordinators.Command> coordinators =
      KIT.spawn(
          Coordinators.create(
              new Coordinators.Surroundings(
                  ANN,
                  vnodes.getRef(),
                  new RecordRules(20, 5, 1_000),
                  2,
                  Duration.ofMillis(1),
                  () -> 1_000,
                  stats)));

  @Test
  void aReadAsksTheReplicaAndAnswersTheClient() {
    Get get = read(1, ANN);
    get.replyTo().tell(new Found(get.request(), ANN, MILK, TERMS, true));
    assertThat(reader.expectMessageClass(ReadOutcome.Found.class).siblings()).isEqualTo(MILK);
    assertThat(get.deadlineMillis()).isEqualTo(1_000 + LONG.toMillis());
  }

  @Test
  void aWriteMakesItsVersionHereAndAnswersTheClient() {
    Make make = write(1, ANN);
    make.replyTo().tell(new Made(make.request(), ANN, MILK));
    assertThat(writer.expectMessageClass(WriteOutcome.Written.class).siblings()).isEqualTo(MILK);
  }

  @Test
  void refusesWhatIsBeyondItsBoundAndTakesItWhenThereIsRoom() {
    Get first = read(1, ANN);
    write(1, ANN);
    coordinators.tell(new Coordinators.Read(readPlan(1, ANN), LONG, reader.getRef()));
    assertOverloaded(reader.expectMessageClass(ReadOutcome.Refused.class).why());
    coordinators.tell(new Coordinators.Write(writePlan(1, ANN), "", LONG, writer.getRef()));
    assertOverloaded(writer.expectMessageClass(WriteOutcome.Refused.class).why());
    forward(writePlan(1, ANN));
    assertOverloaded(((WriteOutcome.Refused) forwarder.receiveMessage().outcome()).why());
    assertThat(stats.total(Counter.REQUESTS_OVERLOADED)).isEqualTo(3);
    first.replyTo().tell(new Found(first.request(), ANN, MILK, TERMS, true));
    reader.expectMessageClass(ReadOutcome.Found.class);
    reader.awaitAssert(
        () -> {
          coordinators.tell(new Coordinators.Read(readPlan(1, ANN), LONG, reader.getRef()));
          vnodes.expectMessageClass(Get.class, Duration.ofMillis(100));
          return true;
        });
  }

  /** Far more requests than the bound, one after the other. */
  @Test
  void requestsThatHaveEndedTakeNoRoom() {
    for (int i = 0; i < 50; i++) {
      Make make =
          writer.awaitAssert(
              () -> {
                coordinators.tell(
                    new Coordinators.Write(writePlan(1, ANN), "", LONG, writer.getRef()));
                return vnodes.expectMessageClass(Make.class, Duration.ofMillis(100));
              });
      make.replyTo().tell(new Made(make.request(), ANN, MILK));
      writer.fishForMessage(
          Duration.ofSeconds(3),
          outcome ->
              outcome instanceof WriteOutcome.Written
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
    }
  }

  @Test
  void aLostNodeIsNotWaitedFor() {
    coordinators.tell(new Coordinators.PeersChanged(peers(true)));
    Get get = read(2, ANN, BOB);
    coordinators.tell(new Coordinators.PeersChanged(peers(false)));
    assertThat(reader.expectMessageClass(ReadOutcome.Refused.class).why())
        .isEqualTo(new Refusal.Unsatisfied(Requirement.R, 1, 2));
    get.replyTo().tell(new Found(get.request(), ANN, MILK, TERMS, true));
    reader.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aWriteThatWasForwardedToALostNodeIsMadeHere() {
    coordinators.tell(new Coordinators.PeersChanged(peers(true)));
    coordinators.tell(new Coordinators.Write(writePlan(1, BOB, ANN), "bob", LONG, writer.getRef()));
    coordinators.tell(new Coordinators.PeersChanged(peers(false)));
    Make make = vnodes.expectMessageClass(Make.class);
    make.replyTo().tell(new Made(make.request(), ANN, MILK));
    writer.expectMessageClass(WriteOutcome.Written.class);
    assertThat(stats.total(Counter.WRITES_FORWARDED)).isEqualTo(1);
  }

  @Test
  void answersToUnknownRequestsAreIgnored() {
    Get get = read(1, ANN);
    get.replyTo().tell(new Found(get.request() + 7, ANN, Siblings.NONE, TERMS, true));
    get.replyTo().tell(new Found(get.request(), BOB, Siblings.NONE, TERMS, true));
    get.replyTo().tell(new Found(get.request(), ANN, MILK, TERMS, true));
    assertThat(reader.expectMessageClass(ReadOutcome.Found.class).siblings()).isEqualTo(MILK);
    get.replyTo().tell(new Found(get.request(), ANN, Siblings.NONE, TERMS, true));
    reader.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aForwardedWriteIsCoordinatedHere() {
    forward(writePlan(1, BOB, ANN));
    Make make = vnodes.expectMessageClass(Make.class);
    make.replyTo().tell(new Made(make.request(), ANN, MILK));
    WriteAnswered answer = forwarder.receiveMessage();
    assertThat(answer.request()).isEqualTo(99);
    assertThat(answer.from()).isEqualTo(ANN);
    assertThat(answer.outcome()).isInstanceOf(WriteOutcome.Written.class);
  }

  @Test
  void aForwardedWriteIsRefusedRatherThanForwardedAgain() {
    coordinators.tell(new Coordinators.PeersChanged(peers(true)));
    forward(writePlan(1, BOB));
    assertThat(forwarder.receiveMessage().outcome())
        .isEqualTo(new WriteOutcome.Refused(new Refusal.NotReady(WriteRound.NOBODY)));
    forward(writePlan(1, BOB, ANN));
    Make make = vnodes.expectMessageClass(Make.class);
    make.replyTo()
        .tell(new VnodeProtocol.Refused(make.request(), ANN, VnodeProtocol.Reason.STORE_FAILED));
    assertOverloaded(((WriteOutcome.Refused) forwarder.receiveMessage().outcome()).why());
    assertThat(stats.total(Counter.WRITES_FORWARDED)).isZero();
  }

  @Test
  void theDeadlineAnswersForASilentReplica() {
    coordinators.tell(
        new Coordinators.Read(readPlan(1, ANN), Duration.ofMillis(1), reader.getRef()));
    assertThat(reader.expectMessageClass(ReadOutcome.Refused.class).why())
        .isEqualTo(new Refusal.TimedOut());
    coordinators.tell(
        new Coordinators.Write(writePlan(1, ANN), "", Duration.ofMillis(1), writer.getRef()));
    assertThat(writer.expectMessageClass(WriteOutcome.Refused.class).why())
        .isEqualTo(new Refusal.TimedOut());
  }

  private Get read(int required, NodeId... replicas) {
    coordinators.tell(new Coordinators.Read(readPlan(required, replicas), LONG, reader.getRef()));
    return vnodes.expectMessageClass(Get.class);
  }

  private Make write(int required, NodeId... replicas) {
    coordinators.tell(
        new Coordinators.Write(writePlan(required, replicas), "", LONG, writer.getRef()));
    return vnodes.expectMessageClass(Make.class);
  }

  private void forward(WritePlan plan) {
    coordinators.tell(new ForwardedWrite(99, plan, 1_000 + LONG.toMillis(), forwarder.getRef()));
  }

  private static void assertOverloaded(Refusal why) {
    assertThat(why).isInstanceOf(Refusal.Overloaded.class);
  }

  private static Peers peers(boolean isReachable) {
    return new Peers(Map.of(BOB, new Peers.Peer(BOB, "pekko://gramme@127.0.0.1:1", isReachable)));
  }

  private static ReadPlan readPlan(int required, NodeId... replicas) {
    return new ReadPlan(
        CART, 7, List.of(replicas), List.of(new Need(Requirement.R, required)), TERMS, true, false);
  }

  private static WritePlan writePlan(int required, NodeId... replicas) {
    return new WritePlan(
        CART,
        7,
        List.of(replicas),
        VersionVector.EMPTY,
        Value.text("milk"),
        List.of(new Need(Requirement.W, required)),
        TERMS,
        Durability.OS,
        0);
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }
}

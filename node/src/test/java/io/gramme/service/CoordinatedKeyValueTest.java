package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.buckets.BucketCatalog;
import io.gramme.causality.Context;
import io.gramme.coordination.Coordinators;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WriteOutcome;
import io.gramme.membership.Admittance;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.stats.Latency;
import io.gramme.stats.NodeStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the figures say of requests, over a probe in place of their coordinators. */
class CoordinatedKeyValueTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create("key-value", ConfigFactory.parseString("pekko.loglevel = OFF"));
  private static final Key CART = Key.of("carts", "ann");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final NodeStats stats = new NodeStats(System.nanoTime());
  private final NodeView view = new NodeView();
  private final TestProbe<Coordinators.Command> coordinators = KIT.createTestProbe();
  private final KeyValue values =
      new CoordinatedKeyValue(view, coordinators.ref(), KIT.scheduler(), stats);

  @BeforeEach
  void start() {
    Member ann = Member.of(new NodeId("ann"));
    view.publishRing(Ring.of(RingVersion.first(List.of(ann), 16, 3)));
    view.publishAdmittance(new Admittance(Admittance.Kind.MEMBER, ""));
    view.publishCatalog(BucketCatalog.EMPTY);
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aRequestIsUnderwayUntilItIsAnswered() {
    CompletableFuture<ReadOutcome> read = read(LONG);
    Coordinators.Read asked = coordinators.expectMessageClass(Coordinators.Read.class);
    assertThat(stats.reads().underway()).isEqualTo(1);
    asked.replyTo().tell(new ReadOutcome.NotFound());
    read.join();
    assertThat(stats.reads().underway()).isZero();
    assertThat(tail(stats.reads()).p99()).isLessThan(Latency.LONGEST_MICROS);
  }

  @Test
  void aReadThatIsTurnedAwayIsNotAQuickOne() {
    CompletableFuture<ReadOutcome> read = read(LONG);
    answerRead(new Refusal.Overloaded("full"));
    read.join();
    assertThat(tail(stats.reads())).isEqualTo(new Latency.Tail(1, Latency.LONGEST_MICROS));
    assertThat(stats.reads().lastMinute(System.nanoTime()).count()).isZero();
  }

  @Test
  void aReadThatRanIntoAShortDeadlineIsNotAQuickOne() {
    CompletableFuture<ReadOutcome> read = read(AT_ONCE);
    answerRead(new Refusal.Unsatisfied(Requirement.R, 1, 2));
    read.join();
    assertThat(tail(stats.reads())).isEqualTo(new Latency.Tail(1, Latency.LONGEST_MICROS));
  }

  @Test
  void aReadThatCanNotSucceedIsAsQuickAsItsRefusal() {
    CompletableFuture<ReadOutcome> read = read(LONG);
    answerRead(new Refusal.Unsatisfied(Requirement.R, 1, 2));
    read.join();
    assertThat(tail(stats.reads()).count()).isEqualTo(1);
    assertThat(tail(stats.reads()).p99()).isLessThan(Latency.LONGEST_MICROS);
  }

  @Test
  void aWriteThatIsTurnedAwayOrLateIsNotAQuickOne() {
    CompletableFuture<WriteOutcome> late = write(AT_ONCE);
    answerWrite(new Refusal.TimedOut());
    late.join();
    CompletableFuture<WriteOutcome> refused = write(LONG);
    answerWrite(new Refusal.Overloaded("full"));
    refused.join();
    assertThat(tail(stats.writes())).isEqualTo(new Latency.Tail(2, Latency.LONGEST_MICROS));
    assertThat(stats.writes().underway()).isZero();
  }

  @Test
  void aNodeThatIsRefusedByItsRingServesNobody() {
    view.publishAdmittance(new Admittance(Admittance.Kind.REFUSED, "ann runs already at h9:1"));
    Refusal why = new Refusal.NotReady("ann runs already at h9:1");
    assertThat(read(LONG).join()).isEqualTo(new ReadOutcome.Refused(why));
    assertThat(write(LONG).join()).isEqualTo(new WriteOutcome.Refused(why));
    coordinators.expectNoMessage();
  }

  private CompletableFuture<ReadOutcome> read(Duration timeout) {
    return values.get(CART, ReadOptions.defaults(timeout)).toCompletableFuture();
  }

  private CompletableFuture<WriteOutcome> write(Duration timeout) {
    return values
        .put(CART, Context.BLIND, Value.text("milk"), WriteOptions.defaults(timeout))
        .toCompletableFuture();
  }

  private void answerRead(Refusal why) {
    coordinators
        .expectMessageClass(Coordinators.Read.class)
        .replyTo()
        .tell(new ReadOutcome.Refused(why));
  }

  private void answerWrite(Refusal why) {
    coordinators
        .expectMessageClass(Coordinators.Write.class)
        .replyTo()
        .tell(new WriteOutcome.Refused(why));
  }

  private static Latency.Tail tail(Latency latency) {
    return latency.tailOfMinute(System.nanoTime());
  }
}

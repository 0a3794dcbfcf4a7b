package io.gramme.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.admission.Admission.Answer;
import io.gramme.admission.Admission.Ask;
import io.gramme.admission.Admission.Granted;
import io.gramme.admission.Admission.Refused;
import io.gramme.stats.NodeStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Five slices a second at the start, and 1,000 at the most; three may wait for each kind. */
class AdmissionTest {

  private static final SlicePlan.Bounds BOUNDS = new SlicePlan.Bounds(50_000, 100_000, 5, 1_000);
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SLICE = Duration.ofMillis(200);

  private final ActorTestKit kit =
      ActorTestKit.create(
          "admission",
          ManualTime.config().withFallback(ConfigFactory.parseString("pekko.loglevel = OFF")));
  private final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger clockReads = new AtomicInteger();
  private final AtomicLong writerWaitMicros = new AtomicLong();
  private final NodeStats stats = new NodeStats(0);
  private final List<AdmissionView> published = new CopyOnWriteArrayList<>();
  private final TestProbe<Answer> asker = kit.createTestProbe();
  private final TestProbe<AdmissionView> operator = kit.createTestProbe();
  private final ActorRef<Admission.Command> admission =
      kit.spawn(
          Admission.create(
              new Admission.Surroundings(
                  BOUNDS, 3, stats, writerWaitMicros::get, this::readClock, published::add)));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void grantsAtOnceWhatIsThere() {
    ask(Work.HANDOFF);
    asker.expectMessage(new Granted(Work.HANDOFF));
  }

  @Test
  void theNextSliceIsGrantedWhenItIsThere() {
    keepBusy(Duration.ZERO, Duration.ofMillis(300));
    ask(Work.SCRUB);
    ask(Work.SCRUB);
    asker.expectMessage(new Granted(Work.SCRUB));
    pass(SLICE.minus(TICK));
    asker.expectNoMessage(Duration.ZERO);
    pass(TICK);
    asker.expectMessage(new Granted(Work.SCRUB));
  }

  @Test
  void oneSliceIsForOne() {
    for (int i = 0; i < 4; i++) ask(Work.SCRUB);
    asker.expectMessage(new Granted(Work.SCRUB));
    pass(SLICE);
    asker.expectMessage(new Granted(Work.SCRUB));
    asker.expectNoMessage(Duration.ZERO);
    assertThat(view().lines().get(Work.SCRUB)).isEqualTo(new AdmissionView.Line(2, 2, 0));
  }

  @Test
  void kindsAreServedInTurn() {
    ask(Work.HANDOFF);
    for (int i = 0; i < 3; i++) ask(Work.ANTI_ENTROPY);
    ask(Work.SCRUB);
    ask(Work.HANDOFF);
    pass(6, SLICE);
    assertThat(asker.receiveSeveralMessages(6))
        .extracting(Answer::kind)
        .containsExactly(
            Work.HANDOFF,
            Work.ANTI_ENTROPY,
            Work.SCRUB,
            Work.HANDOFF,
            Work.ANTI_ENTROPY,
            Work.ANTI_ENTROPY);
  }

  @Test
  void aFullLineIsAnAnswer() {
    for (int i = 0; i < 5; i++) ask(Work.HANDOFF);
    asker.expectMessage(new Granted(Work.HANDOFF));
    asker.expectMessage(new Refused(Work.HANDOFF));
    ask(Work.SCRUB);
    assertThat(view().lines().get(Work.HANDOFF)).isEqualTo(new AdmissionView.Line(3, 1, 1));
    assertThat(view().lines().get(Work.SCRUB)).isEqualTo(new AdmissionView.Line(1, 0, 0));
    asker.expectNoMessage(Duration.ZERO);
  }

  @Test
  void anAskerThatDiedWastesASliceAndNoMore() {
    ask(Work.HANDOFF);
    asker.expectMessage(new Granted(Work.HANDOFF));
    TestProbe<Answer> dead = kit.createTestProbe();
    admission.tell(new Ask(Work.HANDOFF, dead.ref()));
    dead.stop();
    ask(Work.HANDOFF);
    pass(2, SLICE);
    asker.expectMessage(new Granted(Work.HANDOFF));
    assertThat(view().lines().get(Work.HANDOFF).granted()).isEqualTo(3);
  }

  @Test
  void anIdleNodeGivesAllItHas() {
    pass(8, SECOND);
    assertThat(view().rate()).isEqualTo(1_000);
    assertThat(view().finding()).isEqualTo(Finding.IDLE);
    assertThat(grantedDuring(20, TICK)).isBetween(180L, 225L);
  }

  @Test
  void slowClientsHoldBackgroundWorkDownToItsFloor() {
    pass(8, SECOND);
    for (int i = 0; i < 8; i++) keepBusy(SECOND, Duration.ofMillis(300));
    assertThat(view().rate()).isEqualTo(5);
    assertThat(view().finding()).isEqualTo(Finding.MUCH_TOO_SLOW);
    assertThat(view().throttledFor()).isEqualTo(Duration.ofSeconds(7));
    assertThat(view().signals().recent().p99()).isGreaterThan(290_000);
    assertThat(grantedDuring(4, SLICE)).isBetween(4L, 5L);
  }

  @Test
  void turnedAwayClientsCountAsSlow() {
    pass(SECOND);
    stats.reads().record(TimeUnit.MILLISECONDS.toNanos(1));
    stats.reads().recordRefused();
    pass(SECOND);
    assertThat(view().finding()).isEqualTo(Finding.MUCH_TOO_SLOW);
  }

  @Test
  void aDiskThatIsBehindIsSeenBeforeAnyClientIsSlow() {
    pass(8, SECOND);
    writerWaitMicros.set(400_000);
    pass(SECOND);
    assertThat(view().finding()).isEqualTo(Finding.WRITER_BEHIND);
    assertThat(view().rate()).isEqualTo(500);
  }

  @Test
  void howThingsAreIsPublishedEverySecond() {
    pass(3, SECOND);
    assertThat(published).extracting(AdmissionView::rate).containsExactly(30, 60, 120);
  }

  /** Whoever wakes up reads the clock: a look reads it twice, whatever the rate. */
  @Test
  void nothingWakesUpBetweenLooksWhenNobodyWaits() {
    ask(Work.SCRUB);
    asker.expectMessage(new Granted(Work.SCRUB));
    int before = clockReads.get();
    nanos.addAndGet(SECOND.multipliedBy(10).toNanos());
    time.timePasses(SECOND.multipliedBy(10));
    view();
    assertThat(clockReads.get() - before - 1).isEqualTo(2 * 10);
  }

  private long readClock() {
    clockReads.incrementAndGet();
    return nanos.get();
  }

  private void ask(Work kind) {
    admission.tell(new Ask(kind, asker.ref()));
  }

  private AdmissionView view() {
    admission.tell(new Admission.Observe(operator.ref()));
    return operator.receiveMessage();
  }

  /** Lets time pass at once; what it brings has been handled at the end. */
  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    time.timePasses(duration);
    view();
  }

  private void pass(int times, Duration duration) {
    for (int i = 0; i < times; i++) pass(duration);
  }

  private void keepBusy(Duration duration, Duration took) {
    for (int i = 0; i < 10; i++) stats.writes().record(took.toNanos());
    pass(duration);
  }

  /** How many slices one gets who always asks for more. */
  private long grantedDuring(int times, Duration duration) {
    ActorRef<Answer> hungry =
        kit.spawn(
            Behaviors.receive(
                (context, answer) -> {
                  admission.tell(new Ask(Work.TRANSFER, context.getSelf()));
                  return Behaviors.same();
                }));
    admission.tell(new Ask(Work.TRANSFER, hungry));
    pass(times, duration);
    return view().lines().get(Work.TRANSFER).granted();
  }
}

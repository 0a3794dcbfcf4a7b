package io.gramme.admission;

import static io.gramme.admission.Finding.FAST;
import static io.gramme.admission.Finding.IDLE;
import static io.gramme.admission.Finding.MUCH_TOO_SLOW;
import static io.gramme.admission.Finding.RECOVERING;
import static io.gramme.admission.Finding.UNKNOWN;
import static io.gramme.admission.Finding.WRITER_BEHIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.stats.Latency.Tail;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target of 50 ms, between 5 and 2,000 slices; the last cut was long ago. */
class SlicePlanTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NOW = 100 * SECOND;
  private static final SlicePlan.Bounds BOUNDS = new SlicePlan.Bounds(50_000, 100_000, 5, 2_000);

  @ParameterizedTest
  @CsvSource({
    "49, 49, FAST, 850",
    "51, 50, RECOVERING, 825",
    "50, 51, AT_THE_LIMIT, 800",
    "50, 100, AT_THE_LIMIT, 800",
    "51, 51, TOO_SLOW, 400",
    "49, 101, MUCH_TOO_SLOW, 400",
    "600, 101, MUCH_TOO_SLOW, 400"
  })
  void theMinuteAndTheLastSecondsDecideTogether(
      long minuteMillis, long recentMillis, Finding finding, int rate) {
    SlicePlan next = at(800).judge(NOW, signals(minuteMillis, recentMillis));
    assertThat(next.finding()).isEqualTo(finding);
    assertThat(next.rate()).isEqualTo(rate);
  }

  @Test
  void aWriterThatIsBehindHalvesTheRateWhateverClientsSay() {
    Signals behind = new Signals(millis(1), millis(1), 0, TimeUnit.MILLISECONDS.toMicros(100) + 1);
    assertThat(at(800).judge(NOW, behind).finding()).isEqualTo(WRITER_BEHIND);
    assertThat(at(800).judge(NOW, behind).rate()).isEqualTo(400);
  }

  @Test
  void slowWritesAreNotHiddenBehindManyFastReads() {
    Foreground mixed = new Foreground(new Tail(1_000_000, 900), new Tail(3, 101_000));
    assertThat(at(800).judge(NOW, new Signals(mixed, mixed, 0, 0)).finding())
        .isEqualTo(MUCH_TOO_SLOW);
  }

  @Test
  void aNodeOfWhichNobodyWantsAnythingDoubles() {
    assertThat(at(800).judge(NOW, Signals.SILENCE).rate()).isEqualTo(1_600);
    assertThat(at(800).judge(NOW, Signals.SILENCE).finding()).isEqualTo(IDLE);
  }

  @Test
  void aNodeThatAnswersNobodyIsNotIdle() {
    Signals hung = new Signals(millis(1), Foreground.NONE, 3, 0);
    assertThat(at(800).judge(NOW, hung).finding()).isEqualTo(UNKNOWN);
    assertThat(at(800).judge(NOW, hung).rate()).isEqualTo(800);
  }

  @Test
  void aRequestThatIsNeverSeenToEndHoldsNothingBackForGood() {
    Signals lost = new Signals(Foreground.NONE, Foreground.NONE, 1, 0);
    assertThat(at(800).judge(NOW, lost).finding()).isEqualTo(IDLE);
  }

  @Test
  void afterACutSilenceIsNoGoodNewsUntilItHasLasted() {
    SlicePlan cut = at(800).judge(NOW, signals(1, 200));
    Signals silent = new Signals(millis(1), Foreground.NONE, 0, 0);
    assertThat(cut.judge(NOW + 4 * SECOND, silent).finding()).isEqualTo(UNKNOWN);
    assertThat(cut.judge(NOW + 5 * SECOND, silent).finding()).isEqualTo(IDLE);
  }

  @Test
  void growsFromTheFloorAtOnceAfterTheStart() {
    SlicePlan plan = SlicePlan.begin(BOUNDS, NOW);
    assertThat(plan.rate()).isEqualTo(5);
    assertThat(plan.judge(NOW + SECOND, Signals.SILENCE).rate()).isEqualTo(55);
    assertThat(plan.judge(NOW + SECOND, signals(1, 1)).rate()).isEqualTo(55);
  }

  /** Twenty seconds after a minute of overload the rate is a quarter of the ceiling again. */
  @Test
  void aBadMinuteIsNotPaidForWithAnother() {
    SlicePlan plan = at(5);
    for (int i = 1; i <= 20; i++) plan = plan.judge(NOW + i * SECOND, signals(5_000, 2));
    assertThat(plan.finding()).isEqualTo(RECOVERING);
    assertThat(plan.rate()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void saysHowLongItHasBeenThrottled() {
    SlicePlan plan = at(2_000).judge(NOW, signals(1, 200));
    plan = plan.judge(NOW + SECOND, signals(60, 60)).judge(NOW + 2 * SECOND, signals(1, 1));
    assertThat(plan.throttledFor(NOW + 3 * SECOND)).isEqualTo(Duration.ofSeconds(3));
    while (plan.rate() < 2_000) plan = plan.judge(NOW + 3 * SECOND, signals(1, 1));
    assertThat(plan.throttledFor(NOW + 3 * SECOND)).isZero();
  }

  @Test
  void boundsThatLeaveNothingMakeNoSense() {
    assertThatThrownBy(() -> new SlicePlan.Bounds(50_000, 100_000, 0, 10))
        .hasMessageContaining("from 0 to 10");
    assertThatThrownBy(() -> new SlicePlan.Bounds(50_000, 100_000, 11, 10))
        .hasMessageContaining("from 11 to 10");
    assertThatThrownBy(() -> new SlicePlan.Bounds(0, 100_000, 5, 10)).hasMessageContaining("0 and");
  }

  private static SlicePlan at(int rate) {
    return new SlicePlan(BOUNDS, rate, FAST, 0, false, 0);
  }

  private static Signals signals(long minuteMillis, long recentMillis) {
    return new Signals(millis(minuteMillis), millis(recentMillis), 0, 0);
  }

  private static Foreground millis(long p99) {
    return new Foreground(new Tail(500, TimeUnit.MILLISECONDS.toMicros(p99)), Tail.NOTHING);
  }
}

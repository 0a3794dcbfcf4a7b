package io.gramme.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Latency latency = new Latency(0);

  @Test
  void nothingTookNoTime() {
    assertThat(latency.lastMinute(SECOND)).isEqualTo(new Latency.Summary(0, 0, 0, 0, 0, 0));
  }

  @Test
  void tellsTheSlowFromTheQuick() {
    for (int millis = 1; millis <= 100; millis++) latency.record(millis * MILLI);
    Latency.Summary minute = latency.lastMinute(SECOND);
    assertThat(minute.count()).isEqualTo(100);
    assertThat(minute.mean()).isCloseTo(50_500, Percentage.withPercentage(2));
    assertThat(minute.median()).isCloseTo(50_000, Percentage.withPercentage(2));
    assertThat(minute.p95()).isCloseTo(95_000, Percentage.withPercentage(2));
    assertThat(minute.p99()).isCloseTo(99_000, Percentage.withPercentage(2));
    assertThat(minute.max()).isCloseTo(100_000, Percentage.withPercentage(2));
  }

  @Test
  void lookingDoesNotForget() {
    latency.record(MILLI);
    latency.lastMinute(SECOND);
    latency.record(MILLI);
    assertThat(latency.lastMinute(2 * SECOND).count()).isEqualTo(2);
  }

  @Test
  void whatIsOlderThanAMinuteIsForgottenButCounted() {
    latency.record(MILLI);
    assertThat(latency.lastMinute(SECOND).count()).isEqualTo(1);
    assertThat(latency.lastMinute(59 * SECOND).count()).isEqualTo(1);
    assertThat(latency.lastMinute(61 * SECOND).count()).isZero();
    assertThat(latency.total()).isEqualTo(1);
  }

  /** However rarely and irregularly somebody looks. */
  @Test
  void aMinuteIsAMinuteWhoeverLooksWhen() {
    latency.record(MILLI);
    latency.lastMinute(0);
    for (int i = 1; i <= 4; i++) latency.lastMinute(i * 19 * SECOND);
    assertThat(latency.lastMinute(80 * SECOND).count()).isZero();
  }

  @Test
  void neitherAClockThatGoesBackNorAnEndlessRequestBreaksIt() {
    latency.record(-5 * SECOND);
    latency.record(Long.MAX_VALUE);
    assertThat(latency.lastMinute(-SECOND).count()).isEqualTo(2);
    assertThat(latency.lastMinute(SECOND).max())
        .isCloseTo(TimeUnit.MINUTES.toMicros(10), Percentage.withPercentage(2));
  }
}

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

  @Test
  void theLastSecondsForgetWhatTheMinuteRemembers() {
    latency.record(400 * MILLI);
    assertThat(recent(SECOND).p99()).isCloseTo(400_000, Percentage.withPercentage(2));
    latency.record(MILLI);
    assertThat(recent(7 * SECOND)).isEqualTo(new Latency.Tail(1, 1_003));
    assertThat(latency.tailOfMinute(7 * SECOND).count()).isEqualTo(2);
    assertThat(latency.tailOfMinute(7 * SECOND).p99())
        .isCloseTo(400_000, Percentage.withPercentage(2));
  }

  @Test
  void aChangeIsJudgedByWhatCameAfterIt() {
    latency.record(400 * MILLI);
    long change = 1_300 * MILLI;
    assertThat(recent(change).count()).isEqualTo(1);
    assertThat(latency.tailSince(change, change)).isEqualTo(Latency.Tail.NOTHING);
    latency.record(MILLI);
    assertThat(latency.tailSince(change + SECOND, change)).isEqualTo(new Latency.Tail(1, 1_003));
  }

  /** Even when nobody had looked for so long that the ring of slices began anew with the look. */
  @Test
  void whatTheChangingLookItselfSawCameBeforeTheChange() {
    latency.record(400 * MILLI);
    long change = 100 * SECOND;
    assertThat(recent(change).count()).isEqualTo(1);
    assertThat(latency.tailSince(change + MILLI, change)).isEqualTo(Latency.Tail.NOTHING);
  }

  /** A reader beside others sees what it would see alone, and what it sees is not older. */
  @Test
  void severalReadersTakeNothingFromEachOther() {
    Latency alone = new Latency(0);
    for (int tick = 1; tick <= 1_200; tick++) {
      long now = tick * 100 * MILLI;
      latency.record(tick * MILLI);
      alone.record(tick * MILLI);
      latency.tailSince(now, now - SECOND);
      if (tick % 33 == 0) latency.lastMinute(now);
      if (tick % 10 != 0) continue;
      long since = now - 3 * SECOND;
      long lately = latency.tailSince(now, since).count();
      assertThat(lately)
          .isBetween(Math.min(tick, 20L), 30L)
          .isLessThanOrEqualTo(recentOf(alone, now, since));
      long inMinute = latency.tailOfMinute(now).count();
      assertThat(inMinute).isBetween(Math.min(tick, 500L), 600L);
      assertThat(alone.tailOfMinute(now).count() - inMinute).isBetween(0L, 10L);
    }
    assertThat(latency.total()).isEqualTo(1_200);
  }

  private static long recentOf(Latency latency, long nowNanos, long sinceNanos) {
    return latency.tailSince(nowNanos, sinceNanos).count();
  }

  @Test
  void aReaderThatIsSlowToLookDoesNotTurnTimeBack() {
    latency.record(MILLI);
    recent(30 * SECOND);
    latency.tailOfMinute(10 * SECOND);
    assertThat(recent(30 * SECOND + MILLI).count()).isEqualTo(1);
    assertThat(recent(36 * SECOND).count()).isZero();
    assertThat(latency.tailOfMinute(91 * SECOND).count()).isZero();
  }

  @Test
  void turningPeopleAwayQuicklyIsNotFast() {
    for (int i = 0; i < 98; i++) latency.record(MILLI);
    latency.recordRefused();
    latency.recordLate(5 * MILLI);
    assertThat(recent(SECOND)).isEqualTo(new Latency.Tail(100, Latency.LONGEST_MICROS));
    assertThat(latency.lastMinute(SECOND).count()).isEqualTo(99);
    assertThat(latency.lastMinute(SECOND).max()).isLessThan(6_000);
    assertThat(latency.total()).isEqualTo(100);
  }

  @Test
  void oneOfAHundredMayGoUnserved() {
    for (int i = 0; i < 99; i++) latency.record(MILLI);
    latency.recordRefused();
    assertThat(recent(SECOND)).isEqualTo(new Latency.Tail(100, 1_003));
  }

  @Test
  void whatHasBegunIsUnderwayUntilItEnds() {
    for (int i = 0; i < 4; i++) latency.begin();
    assertThat(latency.underway()).isEqualTo(4);
    latency.record(MILLI);
    latency.recordLate(MILLI);
    latency.recordRefused();
    assertThat(latency.underway()).isEqualTo(1);
  }

  private Latency.Tail recent(long nowNanos) {
    return latency.tailSince(nowNanos, nowNanos - Latency.RECENT.toNanos());
  }
}

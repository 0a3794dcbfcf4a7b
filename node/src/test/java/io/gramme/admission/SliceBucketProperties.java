package io.gramme.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SliceBucketProperties {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Some time passes, perhaps the rate changes, and somebody takes all that he can get. */
  record Turn(long nanos, int rate, boolean changes) {

    SliceBucket from(SliceBucket bucket, long now) {
      return changes ? bucket.withRate(rate, now) : bucket.at(now);
    }
  }

  @Property
  void noMoreIsTakenThanTheRateBroughtAndOneBurst(
      @ForAll @Size(max = 60) List<@From("turns") Turn> turns) {
    SliceBucket bucket = SliceBucket.begin(5, 0);
    long now = 0;
    double brought = 1;
    for (Turn turn : turns) {
      now += turn.nanos();
      brought += (double) turn.nanos() * bucket.rate() / SECOND;
      bucket = turn.from(bucket, now);
      int taken = 0;
      for (; bucket.hasSlice(); taken++) bucket = bucket.take();
      brought -= taken;
      assertThat(brought).isGreaterThanOrEqualTo(-1e-3);
      assertThat(taken).isLessThanOrEqualTo(Math.max(1, bucket.rate() / 40));
    }
  }

  @Property
  void theNextSliceIsThereWhenItWasSaidToBeAndNotBefore(
      @ForAll @IntRange(min = 1, max = 2_000) int rate,
      @ForAll @LongRange(max = 2_000_000_000L) long passed) {
    SliceBucket bucket = SliceBucket.begin(rate, 0).take().at(passed);
    long wait = bucket.untilSlice().toNanos();
    assertThat(bucket.at(passed + wait).hasSlice()).isTrue();
    if (wait > 0) assertThat(bucket.at(passed + wait - 1).hasSlice()).isFalse();
  }

  @Property
  void itDoesNotMatterHowOftenItIsFilled(
      @ForAll @IntRange(min = 1, max = 2_000) int rate,
      @ForAll @Size(max = 20) List<@LongRange(max = 30_000_000L) Long> steps) {
    SliceBucket often = SliceBucket.begin(rate, 0).take();
    SliceBucket once = often;
    long now = 0;
    for (long step : steps) often = often.at(now += step);
    assertThat(often.at(now)).isEqualTo(once.at(now));
  }

  @Example
  void aClockThatGoesBackBringsNothing() {
    SliceBucket bucket = SliceBucket.begin(5, 0).take();
    assertThat(bucket.at(-SECOND)).isEqualTo(bucket);
  }

  @Example
  void whatASmallerBucketCanNotHoldIsGone() {
    SliceBucket full = SliceBucket.begin(2_000, 0).at(SECOND);
    SliceBucket small = full.withRate(5, SECOND).take();
    assertThat(small.hasSlice()).isFalse();
    assertThat(small.untilSlice()).isEqualTo(Duration.ofMillis(200));
  }

  @Example
  void whatIsNotThereCanNotBeTaken() {
    assertThatThrownBy(() -> SliceBucket.begin(5, 0).take().take())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Turn> turns() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 50_000_000L),
                Arbitraries.longs().between(0, 100 * SECOND)),
            Arbitraries.integers().between(1, 2_000),
            Arbitraries.of(true, false))
        .as(Turn::new);
  }
}

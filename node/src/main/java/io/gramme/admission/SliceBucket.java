package io.gramme.admission;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The slices that may be used now: a token bucket that fills at the rate of the plan and holds what
 * {@link #BURST} brings, at least one slice.
 *
 * @param rate slices per second, at least 1
 * @param credit a slice is worth a second of nanoseconds, so that counting is exact
 * @param atNanos up to when the bucket has been filled
 */
record SliceBucket(int rate, long credit, long atNanos) {

  /**
   * How much of the rate can be saved up: a little more than a timer is late, so that a high rate
   * is reached with timers that are coarser than the time between two slices.
   */
  static final Duration BURST = Duration.ofMillis(25);

  private static final long SLICE = TimeUnit.SECONDS.toNanos(1);

  SliceBucket {
    if (rate < 1 || credit < 0) throw new IllegalArgumentException(credit + " at rate " + rate);
  }

  /** A bucket with one slice in it. */
  static SliceBucket begin(int rate, long nowNanos) {
    return new SliceBucket(rate, SLICE, nowNanos);
  }

  /** The bucket at a later moment; an earlier one changes nothing. */
  SliceBucket at(long nowNanos) {
    long passed = nowNanos - atNanos;
    if (passed <= 0) return this;
    long full = capacity(rate);
    boolean fills = passed >= (full - credit) / rate + 1;
    return new SliceBucket(rate, fills ? full : credit + passed * rate, nowNanos);
  }

  /** The bucket with another rate from now on; what a smaller one can not hold is gone. */
  SliceBucket withRate(int other, long nowNanos) {
    SliceBucket now = at(nowNanos);
    return new SliceBucket(other, Math.min(now.credit, capacity(other)), now.atNanos);
  }

  boolean hasSlice() {
    return credit >= SLICE;
  }

  /** The bucket with a slice less; there must be one. */
  SliceBucket take() {
    return new SliceBucket(rate, credit - SLICE, atNanos);
  }

  /** How long from the time of the bucket until it has a slice; zero if it has. */
  Duration untilSlice() {
    long missing = Math.max(0, SLICE - credit);
    return Duration.ofNanos((missing + rate - 1) / rate);
  }

  private static long capacity(int rate) {
    return Math.max(SLICE, rate * BURST.toNanos());
  }
}

package io.gramme.causality;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A hybrid logical clock (Kulkarni et al. 2014): never goes back, and runs ahead of every reading
 * it was shown, unless that reading lies further ahead of the wall clock than can be honest.
 *
 * <p>Thread-safe.
 */
public final class HybridClock {

  private final LongSupplier wallMillis;
  private final long maxDriftMillis;
  private final AtomicLong last = new AtomicLong();
  private final AtomicLong ignored = new AtomicLong();

  /**
   * @param wallMillis the wall clock, in milliseconds since 1970
   * @param maxDriftMillis how far ahead of the wall clock a foreign reading may pull this clock
   */
  public HybridClock(LongSupplier wallMillis, long maxDriftMillis) {
    this.wallMillis = wallMillis;
    this.maxDriftMillis = maxDriftMillis;
  }

  /** A reading later than any before it. */
  public HybridTime now() {
    long wall = HybridTime.ofMillis(wallMillis.getAsLong()).packed();
    return new HybridTime(last.updateAndGet(previous -> Math.max(previous + 1, wall)));
  }

  /** Makes later readings follow {@code foreign}; one too far ahead is counted and ignored. */
  public void observe(HybridTime foreign) {
    if (foreign.millis() > wallMillis.getAsLong() + maxDriftMillis) {
      ignored.incrementAndGet();
    } else {
      last.accumulateAndGet(foreign.packed(), Math::max);
    }
  }

  /** How many foreign readings were too far ahead to be followed: a sign of a wrong clock. */
  public long ignoredReadings() {
    return ignored.get();
  }
}

package io.gramme.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long the last reads took, when a read counts as slow, and how many may be asked for twice.
 * Thread-safe.
 *
 * <p>A hedge costs a whole token and each read earns a tenth of one, so that at most one read in
 * ten is hedged however slow all of them become.
 */
final class ReadTimes {

  private static final int KEPT = 512;
  private static final int LEAST = 32;
  private static final int WORKED_OUT_EVERY = 32;
  private static final double SLOW = 0.95;
  private static final double EARNED = 0.1;
  private static final double MOST_TOKENS = 10;

  private final Hedging hedging;
  private final long[] nanos = new long[KEPT];
  private long count;
  private long slowNanos;
  private double tokens = 1;

  ReadTimes(Hedging hedging) {
    this.hedging = hedging;
  }

  /** A read was answered after {@code took} nanoseconds, by whichever node was first. */
  synchronized void add(long took) {
    nanos[(int) (count++ % KEPT)] = took;
    tokens = Math.min(MOST_TOKENS, tokens + EARNED);
    if (count >= LEAST && count % WORKED_OUT_EVERY == 0) slowNanos = percentile();
  }

  private long percentile() {
    long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * SLOW)];
  }

  /** When a read that begins now is slow; empty for never, or if that is not known yet. */
  synchronized Optional<Duration> slowAfter() {
    return switch (hedging.kind()) {
      case OFF -> Optional.empty();
      case FIXED -> Optional.of(hedging.after());
      case ADAPTIVE -> count < LEAST ? Optional.empty() : Optional.of(Duration.ofNanos(slowNanos));
    };
  }

  /** Takes a token for a hedge, if there is one. */
  synchronized boolean mayHedge() {
    if (tokens < 1) return false;
    tokens--;
    return true;
  }
}

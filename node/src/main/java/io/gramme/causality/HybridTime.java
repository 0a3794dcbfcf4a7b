package io.gramme.causality;

/**
 * A reading of a hybrid logical clock (Kulkarni et al. 2014): wall-clock milliseconds in the upper
 * 48 bits, a counter that orders what happened within one in the lower 16.
 *
 * <p>Orders the losers and winners of last-write-wins, and says which entry of a vector is oldest.
 * It never decides whether one version supersedes another.
 */
public record HybridTime(long packed) implements Comparable<HybridTime> {

  public static final HybridTime ZERO = new HybridTime(0);

  private static final int COUNTER_BITS = 16;

  public HybridTime {
    if (packed < 0) throw new IllegalArgumentException("time before 1970: " + packed);
  }

  /** The first reading within a millisecond since 1970. */
  public static HybridTime ofMillis(long millis) {
    return new HybridTime(millis << COUNTER_BITS);
  }

  /**
   * The least reading after this one. The greatest of all is followed by itself: only damage or
   * forgery leads there, and a write must not fail for it.
   */
  public HybridTime next() {
    return packed == Long.MAX_VALUE ? this : new HybridTime(packed + 1);
  }

  /** Milliseconds since 1970. */
  public long millis() {
    return packed >>> COUNTER_BITS;
  }

  public static HybridTime latest(HybridTime a, HybridTime b) {
    return a.packed >= b.packed ? a : b;
  }

  @Override
  public int compareTo(HybridTime other) {
    return Long.compare(packed, other.packed);
  }
}

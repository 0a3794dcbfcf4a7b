package io.gramme.admission;

import io.gramme.stats.Latency;
import java.time.Duration;

/**
 * How many slices per second background work gets, judged once a second: additive increase,
 * multiplicative decrease (Chiu and Jain 1989), driven by what clients feel (Dynamo, DeCandia et
 * al. 2007, section 6.5).
 *
 * <pre>
 *   the writer is behind, or recent p99 &gt; 2 x target    half     WRITER_BEHIND, MUCH_TOO_SLOW
 *   recent p99 &gt; target, minute's p99 &gt; target          half     TOO_SLOW
 *   recent p99 &gt; target, minute's p99 within it         stays    AT_THE_LIMIT
 *   recent p99 within it, minute's p99 &gt; target         + 1/80   RECOVERING
 *   both within it                                      + 1/40   FAST
 *   no requests for five seconds                        double   IDLE
 *   none ended since the last cut                       stays    UNKNOWN
 * </pre>
 *
 * <p>The shares are of the ceiling. The minute is the paper's measure; the last seconds keep a bad
 * minute from holding work back after it is over, and a bad second from going unnoticed in a good
 * minute. They reach back no further than the last cut: else one bad second would be punished again
 * with every look, down to the floor.
 *
 * @param rate slices per second, within the bounds
 * @param finding why
 * @param cutNanos when the rate was last cut; at the beginning, long enough ago not to matter
 * @param isThrottled whether a cut has not been made up for yet
 * @param throttledSinceNanos since when
 */
public record SlicePlan(
    Bounds bounds,
    int rate,
    Finding finding,
    long cutNanos,
    boolean isThrottled,
    long throttledSinceNanos) {

  /** How far back the last seconds reach, and how long nobody asks before the node is idle. */
  private static final long RECENT_NANOS = Latency.RECENT.toNanos();

  private static final int MOST_EVER = 1_000_000;
  private static final int STEPS = 40;
  private static final int FAR = 2;

  /**
   * What a plan keeps to.
   *
   * @param targetMicros the 99th percentile that clients are to have, at least 1
   * @param writerTargetMicros how long a write may wait for the disk, at least 1
   * @param floor slices per second that background work always has, at least 1
   * @param ceiling slices per second that it never has more of, from the floor to a million
   */
  public record Bounds(long targetMicros, long writerTargetMicros, int floor, int ceiling) {

    public Bounds {
      if (targetMicros < 1 || writerTargetMicros < 1)
        throw new IllegalArgumentException(
            "targets of " + targetMicros + " and " + writerTargetMicros + " microseconds");
      if (floor < 1 || ceiling < floor || ceiling > MOST_EVER)
        throw new IllegalArgumentException("from " + floor + " to " + ceiling + " slices");
    }

    private int step() {
      return Math.max(2, ceiling / STEPS);
    }
  }

  public SlicePlan {
    if (rate < bounds.floor() || rate > bounds.ceiling())
      throw new IllegalArgumentException(rate + " slices are out of " + bounds);
  }

  /** Begins at the floor, and grows with the first look. */
  public static SlicePlan begin(Bounds bounds, long nowNanos) {
    long longAgo = nowNanos - RECENT_NANOS;
    return new SlicePlan(bounds, bounds.floor(), Finding.UNKNOWN, longAgo, false, nowNanos);
  }

  /** From when on requests count as recent for the next look. */
  public long recentSinceNanos(long nowNanos) {
    return nowNanos - Math.min(RECENT_NANOS, nowNanos - cutNanos);
  }

  /** The plan for the next second; never a higher rate for slower requests. */
  public SlicePlan judge(long nowNanos, Signals signals) {
    Finding found = find(nowNanos, signals);
    return switch (found) {
      case WRITER_BEHIND, MUCH_TOO_SLOW, TOO_SLOW -> cut(nowNanos, found);
      case AT_THE_LIMIT, UNKNOWN -> grow(0, found);
      case RECOVERING -> grow(bounds.step() / 2, found);
      case FAST -> grow(bounds.step(), found);
      case IDLE -> grow(Math.max(rate, bounds.step()), found);
    };
  }

  /** How long cuts have kept the rate below its ceiling; zero if they do not. */
  public Duration throttledFor(long nowNanos) {
    return isThrottled ? Duration.ofNanos(nowNanos - throttledSinceNanos) : Duration.ZERO;
  }

  private Finding find(long nowNanos, Signals signals) {
    long target = bounds.targetMicros();
    long recent = signals.recent().p99();
    boolean slowMinute = signals.minute().p99() > target;
    if (signals.writerWaitMicros() > bounds.writerTargetMicros()) return Finding.WRITER_BEHIND;
    if (signals.recent().count() == 0)
      return isIdle(nowNanos, signals) ? Finding.IDLE : Finding.UNKNOWN;
    if (recent > FAR * target) return Finding.MUCH_TOO_SLOW;
    if (recent > target) return slowMinute ? Finding.TOO_SLOW : Finding.AT_THE_LIMIT;
    return slowMinute ? Finding.RECOVERING : Finding.FAST;
  }

  /**
   * A node that answers nobody because everything hangs is not idle; after a minute of that it is
   * taken for idle all the same, lest a request that was never seen to end holds work back for
   * good.
   */
  private boolean isIdle(long nowNanos, Signals signals) {
    boolean nobodyWaits = signals.underway() == 0 || signals.minute().count() == 0;
    return nobodyWaits && nowNanos - cutNanos >= RECENT_NANOS;
  }

  private SlicePlan cut(long nowNanos, Finding found) {
    int half = Math.max(bounds.floor(), rate / 2);
    long since = isThrottled ? throttledSinceNanos : nowNanos;
    return new SlicePlan(bounds, half, found, nowNanos, true, since);
  }

  private SlicePlan grow(int more, Finding found) {
    int grown = Math.min(bounds.ceiling(), rate + more);
    boolean throttled = isThrottled && grown < bounds.ceiling();
    return new SlicePlan(bounds, grown, found, cutNanos, throttled, throttledSinceNanos);
  }
}

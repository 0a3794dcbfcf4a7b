package io.gramme.stats;

import io.gramme.stats.Latency.Summary;
import io.gramme.stats.Latency.Tail;
import org.HdrHistogram.Histogram;

/** What was recorded during one span of time. Not thread-safe. */
final class Slice {

  /** How many digits of a time are kept: values are within one part in a hundred. */
  static final int DIGITS = 2;

  private final Histogram times = new Histogram(Latency.LONGEST_MICROS, DIGITS);
  private long late;
  private long refused;

  /**
   * @param carriedOut the times of operations that were carried out, the late ones too
   * @param late how many of those ended at their deadline
   * @param refused how many others were turned away
   */
  void add(Histogram carriedOut, long late, long refused) {
    times.add(carriedOut);
    this.late += late;
    this.refused += refused;
  }

  void add(Slice other) {
    add(other.times, other.late, other.refused);
  }

  void reset() {
    times.reset();
    late = 0;
    refused = 0;
  }

  Summary summary() {
    if (times.getTotalCount() == 0) return new Summary(0, 0, 0, 0, 0, 0);
    return new Summary(
        times.getTotalCount(),
        Math.round(times.getMean()),
        times.getValueAtPercentile(50),
        times.getValueAtPercentile(95),
        times.getValueAtPercentile(99),
        times.getMaxValue());
  }

  /** The nearest-rank percentile, with those that were not served in time after all others. */
  Tail tail() {
    long count = times.getTotalCount() + refused;
    if (count == 0) return Tail.NOTHING;
    long rank = (99 * count + 99) / 100;
    if (rank > count - late - refused) return new Tail(count, Latency.LONGEST_MICROS);
    return new Tail(count, times.getValueAtPercentile(100.0 * rank / times.getTotalCount()));
  }
}

package io.gramme.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long operations of one kind took, as their caller saw it: with retries and the pauses between
 * them; for many threads.
 */
final class Latencies {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;

  private final String kind;
  private final Histogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);

  Latencies(String kind) {
    this.kind = kind;
  }

  /** Takes note of an operation that began at a {@link System#nanoTime} and ends now. */
  void since(long beganNanos) {
    long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos);
    micros.recordValue(Math.min(Math.max(took, 0), LONGEST_MICROS));
  }

  static String heading() {
    return "%-14s %9s %9s %9s %9s %9s %9s"
        .formatted("", "count", "per s", "p50 ms", "p99 ms", "p99.9 ms", "max ms");
  }

  /** One line of the report; {@code elapsed} is how long the phase of these operations took. */
  String line(Duration elapsed) {
    double seconds = Math.max(elapsed.toMillis(), 1) / 1000.0;
    return String.format(
        Locale.ROOT,
        "%-14s %9d %9.0f %9.2f %9.2f %9.2f %9.2f",
        kind,
        micros.getTotalCount(),
        micros.getTotalCount() / seconds,
        millis(50),
        millis(99),
        millis(99.9),
        micros.getMaxValue() / 1000.0);
  }

  private double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }
}

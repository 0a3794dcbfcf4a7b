package io.gramme.stats;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long one kind of operation took over the last minute, and how many there were in all.
 *
 * <p>Recording is wait-free. The minute is made of six slices of ten seconds, turned over when
 * somebody looks.
 */
public final class Latency {

  private static final int SLICES = 6;
  private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final Recorder recorder = new Recorder(LONGEST_MICROS, 2);
  private final LongAdder total = new LongAdder();
  private final Histogram[] slices = new Histogram[SLICES];
  private int current;
  private long currentSince;

  /** What the last minute looked like, in microseconds. */
  public record Summary(long count, long mean, long median, long p95, long p99, long max) {}

  public Latency(long nowNanos) {
    for (int i = 0; i < SLICES; i++) slices[i] = new Histogram(LONGEST_MICROS, 2);
    currentSince = nowNanos;
  }

  public void record(long nanos) {
    recorder.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000)));
    total.increment();
  }

  /** Operations since the node started. */
  public long total() {
    return total.sum();
  }

  public synchronized Summary lastMinute(long nowNanos) {
    turn(nowNanos);
    Histogram minute = new Histogram(LONGEST_MICROS, 2);
    for (Histogram slice : slices) minute.add(slice);
    if (minute.getTotalCount() == 0) return new Summary(0, 0, 0, 0, 0, 0);
    return new Summary(
        minute.getTotalCount(),
        Math.round(minute.getMean()),
        minute.getValueAtPercentile(50),
        minute.getValueAtPercentile(95),
        minute.getValueAtPercentile(99),
        minute.getMaxValue());
  }

  private void turn(long nowNanos) {
    long behind = Math.min(SLICES, (nowNanos - currentSince) / SLICE_NANOS);
    for (long i = 0; i < behind; i++) {
      current = (current + 1) % SLICES;
      slices[current].reset();
    }
    if (behind == SLICES) currentSince = nowNanos;
    else currentSince += behind * SLICE_NANOS;
    slices[current].add(recorder.getIntervalHistogram());
  }
}

package io.gramme.stats;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long one kind of operation took over the last minute and over the last seconds, and how many
 * there were in all.
 *
 * <p>Recording is wait-free and safe for any number of threads. What was recorded is put in its
 * slice of time when somebody looks, so an operation seems as young as the look that first saw it:
 * who wants to know the last seconds looks every second. Any number may look, each as often as it
 * likes; more looks only make everyone's picture finer.
 */
public final class Latency {

  /** How far back {@link #tailSince} can see. */
  public static final Duration RECENT = Duration.ofSeconds(5);

  /** The longest time that is told from others, in microseconds: ten minutes. */
  public static final long LONGEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private static final int SLICES_OF_RECENT = 10;
  private static final int SLICES_OF_MINUTE = 6;

  private final Recorder recorder = new Recorder(LONGEST_MICROS, Slice.DIGITS);
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final SliceRing recent;
  private final SliceRing minute;
  private Histogram interval = recorder.getIntervalHistogram();
  private long lateSeen;
  private long refusedSeen;

  /** What the last minute looked like, in microseconds. */
  public record Summary(long count, long mean, long median, long p95, long p99, long max) {}

  /**
   * How slow the slowest were. An operation that was not served in time counts as slower than any
   * that was, however soon it ended: a node that turns everyone away is not a fast one.
   *
   * @param count operations, served or not
   * @param p99 microseconds within which 99 of 100 were served, 0 where there were none, {@link
   *     #LONGEST_MICROS} where more than 1 of 100 was not served
   */
  public record Tail(long count, long p99) {

    /** Of no operations at all. */
    public static final Tail NOTHING = new Tail(0, 0);
  }

  public Latency(long nowNanos) {
    recent = new SliceRing(SLICES_OF_RECENT, RECENT.dividedBy(SLICES_OF_RECENT), nowNanos);
    minute = new SliceRing(SLICES_OF_MINUTE, Duration.ofSeconds(10), nowNanos);
  }

  /** An operation has begun; one of the {@code record} methods follows for certain. */
  public void begin() {
    begun.increment();
  }

  /** An operation was carried out, whatever came of it. */
  public void record(long nanos) {
    recorder.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000)));
    ended.increment();
  }

  /** An operation ended at its deadline, without the outcome that was asked for. */
  public void recordLate(long nanos) {
    late.increment();
    record(nanos);
  }

  /** An operation was turned away since there was no room for it: it took no time to speak of. */
  public void recordRefused() {
    refused.increment();
    ended.increment();
  }

  /** Operations that have ended since the node started. */
  public long total() {
    return ended.sum();
  }

  /** Operations that have begun and not ended, of those whose beginning was told. */
  public long underway() {
    long over = ended.sum();
    return Math.max(0, begun.sum() - over);
  }

  /** The times of what was carried out over the last 50 to 60 seconds. */
  public synchronized Summary lastMinute(long nowNanos) {
    turn(nowNanos);
    return minute.sum().summary();
  }

  /** The tail of the last 50 to 60 seconds. */
  public synchronized Tail tailOfMinute(long nowNanos) {
    turn(nowNanos);
    return minute.sum().tail();
  }

  /**
   * The tail of what was first seen after a moment, so that who has changed something can judge the
   * change by what came after it alone. Sees {@link #RECENT} at the most; up to half a second right
   * after the moment may be left out.
   */
  public synchronized Tail tailSince(long nowNanos, long sinceNanos) {
    turn(nowNanos);
    return recent.sumAfter(sinceNanos).tail();
  }

  private void turn(long nowNanos) {
    interval = recorder.getIntervalHistogram(interval);
    long newLate = late.sum() - lateSeen;
    long newRefused = refused.sum() - refusedSeen;
    lateSeen += newLate;
    refusedSeen += newRefused;
    recent.at(nowNanos).add(interval, newLate, newRefused);
    minute.at(nowNanos).add(interval, newLate, newRefused);
  }
}

package io.gramme.antientropy;

import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * When which partition is read from end to end. Each has a moment of its own, so that a pass over
 * all of them is spread evenly; after a restart the moments are dealt anew, so that a node that is
 * often restarted still comes to each in time, on average.
 *
 * @param everyMillis from one scrub of a partition to the next
 * @param dueMillis of each partition
 */
public record ScrubPlan(long everyMillis, SortedMap<Integer, Long> dueMillis) {

  /** A partition that could not be scrubbed has its next turn after this share of the time. */
  private static final int RETRY_SHARE = 100;

  public ScrubPlan {
    if (everyMillis < 1) throw new IllegalArgumentException("every " + everyMillis + " ms");
    dueMillis = new TreeMap<>(dueMillis);
  }

  /** A plan for the partitions 0 to {@code partitions - 1}. */
  public static ScrubPlan begin(
      int partitions, long everyMillis, long nowMillis, RandomGenerator dice) {
    SortedMap<Integer, Long> due = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++)
      due.put(partition, nowMillis + (long) (everyMillis * dice.nextDouble()));
    return new ScrubPlan(everyMillis, due);
  }

  /**
   * The partition to scrub now, if any.
   *
   * @param damaged those in which damage was met, which go first
   */
  public OptionalInt next(long nowMillis, SortedSet<Integer> damaged) {
    if (!damaged.isEmpty()) return OptionalInt.of(damaged.first());
    return dueMillis.entrySet().stream()
        .filter(each -> each.getValue() <= nowMillis)
        .min(Map.Entry.comparingByValue())
        .map(each -> OptionalInt.of(each.getKey()))
        .orElseGet(OptionalInt::empty);
  }

  /** A partition was read to its end. */
  public ScrubPlan done(int partition, long nowMillis) {
    return due(partition, nowMillis + everyMillis);
  }

  /** A partition could not be read to its end. */
  public ScrubPlan failed(int partition, long nowMillis) {
    return due(partition, nowMillis + Math.max(1, everyMillis / RETRY_SHARE));
  }

  private ScrubPlan due(int partition, long millis) {
    SortedMap<Integer, Long> due = new TreeMap<>(dueMillis);
    due.put(partition, millis);
    return new ScrubPlan(everyMillis, due);
  }
}

package io.gramme.handoff;

import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator sees of the hints of a node, at one moment.
 *
 * @param isCounted whether those of earlier starts have been counted; until then nothing is kept
 * @param homes for whom something is or was kept since the node started
 * @param owed the partitions in which a home missed something that nobody keeps
 * @param bytes of all hints together
 * @param bytesLimit how many there may be
 */
public record HintsView(
    boolean isCounted,
    SortedMap<NodeId, Home> homes,
    SortedMap<NodeId, SortedSet<Integer>> owed,
    long bytes,
    long bytesLimit) {

  /** Nothing is known yet. */
  public static final HintsView NONE = new HintsView(false, new TreeMap<>(), new TreeMap<>(), 0, 0);

  public HintsView {
    homes = Collections.unmodifiableSortedMap(new TreeMap<>(homes));
    SortedMap<NodeId, SortedSet<Integer>> copy = new TreeMap<>();
    owed.forEach(
        (home, partitions) ->
            copy.put(home, Collections.unmodifiableSortedSet(new TreeSet<>(partitions))));
    owed = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * What is kept for one home.
   *
   * @param hints how many, those being written or removed among them
   * @param bytes of them
   * @param oldestSinceMillis none of them was kept before that; milliseconds since 1970, 0 if there
   *     are none
   * @param delivered since the node started
   * @param damaged hints that could not be read since the node started, or its buffer: owed to the
   *     home instead, and removed
   * @param isDelivering whether a pass is going on
   * @param lastError what stopped or hindered the last pass, empty if nothing did
   * @param nextAttemptMillis when the next pass begins, if there is somebody to deliver to;
   *     milliseconds since 1970
   */
  public record Home(
      long hints,
      long bytes,
      long oldestSinceMillis,
      long delivered,
      long damaged,
      boolean isDelivering,
      String lastError,
      long nextAttemptMillis) {

    /** Nothing is known yet. */
    static final Home NONE = new Home(0, 0, 0, 0, 0, false, "", 0);
  }

  /** Hints for all homes. */
  public long hints() {
    return homes.values().stream().mapToLong(Home::hints).sum();
  }

  /** Partitions that are owed to all homes. */
  public int owedRanges() {
    return owed.values().stream().mapToInt(SortedSet::size).sum();
  }
}

package io.gramme.membership;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node's disk holds and has room for, by which a plan is judged.
 *
 * @param partitionBytes about how many bytes each partition takes here; none it does not hold
 * @param freeBytes that the disk has room for; {@link Long#MAX_VALUE} if nobody can say
 * @param bytesPerSecond that this node has lately taken over, 0 if it has taken over nothing
 */
public record Holdings(
    SortedMap<Integer, Long> partitionBytes, long freeBytes, long bytesPerSecond) {

  /** Of a node that nothing is known of. */
  public static final Holdings NONE = new Holdings(new TreeMap<>(), Long.MAX_VALUE, 0);

  public Holdings {
    partitionBytes = Collections.unmodifiableSortedMap(new TreeMap<>(partitionBytes));
  }
}

package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the nodes said when they were asked for a plan.
 *
 * @param reports by node, of every node that answered: those that take part, and those that want to
 * @param bytesPerSecond what one node took in of late while it gained partitions; 0 if none has
 */
public record PlanInputs(SortedMap<NodeId, Report> reports, double bytesPerSecond) {

  /** What a transfer is reckoned with until one has been measured: 8 MiB in a second. */
  public static final double ASSUMED_BYTES_PER_SECOND = 8 << 20;

  /**
   * What one node said.
   *
   * @param ring the version that it goes by, {@link RingId#NONE} if it has none
   * @param epoch of that version, 0 if it has none
   * @param progress how far hand-overs have come, as far as it has heard
   * @param storedBytes by partition, what it stores of it
   * @param freeBytes what its disk has room for; {@link Long#MAX_VALUE} if nobody can say
   */
  public record Report(
      RingId ring,
      long epoch,
      Progress progress,
      SortedMap<Integer, Long> storedBytes,
      long freeBytes) {

    /** Copies what it is given. */
    public Report {
      storedBytes = Collections.unmodifiableSortedMap(new TreeMap<>(storedBytes));
    }
  }

  /** Copies what it is given. */
  public PlanInputs {
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
  }

  /** Who answered. */
  public Set<NodeId> reachable() {
    return reports.keySet();
  }

  /** What a partition comes to at the keeper that stores most of it; 0 if nobody said. */
  long bytesOf(int partition) {
    return reports.values().stream()
        .mapToLong(report -> report.storedBytes().getOrDefault(partition, 0L))
        .max()
        .orElse(0);
  }

  /** What a node's disk has room for. */
  long freeBytes(NodeId node) {
    return reports.containsKey(node) ? reports.get(node).freeBytes() : Long.MAX_VALUE;
  }

  /** Everything that has been heard of a version's hand-overs. */
  Progress known(Progress own) {
    Progress all = own;
    for (Report report : reports.values()) all = all.merge(report.progress());
    return all;
  }

  /** What one node takes in, in bytes per second. */
  double rate() {
    return bytesPerSecond > 0 ? bytesPerSecond : ASSUMED_BYTES_PER_SECOND;
  }
}

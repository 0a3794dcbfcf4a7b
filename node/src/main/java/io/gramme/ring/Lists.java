package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * The preference lists of a ring version, of its target and its origins; they do not depend on how
 * far hand-overs have come. Thread-safe; a list is worked out when first asked for and kept.
 */
final class Lists {

  private final RingVersion version;
  private final Preferences target;
  private final List<Preferences> origins;
  private final List<List<NodeId>> gaining;
  private final AtomicReferenceArray<List<NodeId>> targetLists;
  private final AtomicReferenceArray<List<NodeId>> originLists;
  private final AtomicReferenceArray<List<NodeId>> unitedLists;

  Lists(RingVersion version) {
    this.version = version;
    this.target = new Preferences(version.layout());
    this.origins = version.origins().layouts().stream().map(Preferences::new).toList();
    int count = version.partitions();
    boolean keeps = (long) count * target.size() <= Ring.MOST_KEPT;
    this.targetLists = new AtomicReferenceArray<>(keeps ? count : 0);
    this.originLists = new AtomicReferenceArray<>(keeps && !origins.isEmpty() ? count : 0);
    this.unitedLists = new AtomicReferenceArray<>(originLists.length());
    List<List<NodeId>> all = new ArrayList<>(count);
    for (int p = 0; p < count; p++) all.add(moves(p) ? turnover(p).gaining() : List.of());
    this.gaining = List.copyOf(all);
  }

  boolean moves(int partition) {
    return version.origins().moves(partition);
  }

  /** A partition that moves, as far as the first N are concerned. */
  Turnover turnover(int partition) {
    int n = version.replicas();
    return new Turnover(
        before(partition).first(partition, n), target.first(partition, n), n, version.removed());
  }

  List<NodeId> gaining(int partition) {
    return gaining.get(partition);
  }

  List<NodeId> target(int partition) {
    return kept(targetLists, partition, target::all);
  }

  /** The list before the change; the target's where the partition does not move. */
  List<NodeId> origin(int partition) {
    if (!moves(partition)) return target(partition);
    return kept(originLists, partition, before(partition)::all);
  }

  /** The list before the change, then the members of the target that are not in it. */
  List<NodeId> united(int partition) {
    if (!moves(partition)) return target(partition);
    return kept(unitedLists, partition, p -> union(origin(p), target(p)));
  }

  /** The first list, then what the second has besides. */
  static List<NodeId> union(List<NodeId> first, List<NodeId> second) {
    Set<NodeId> union = new LinkedHashSet<>(first);
    union.addAll(second);
    return List.copyOf(union);
  }

  private Preferences before(int partition) {
    return origins.get(version.origins().at().get(partition) - 1);
  }

  private static List<NodeId> kept(
      AtomicReferenceArray<List<NodeId>> lists, int partition, IntFunction<List<NodeId>> answer) {
    if (lists.length() == 0) return answer.apply(partition);
    List<NodeId> known = lists.getAcquire(partition);
    if (known == null) {
      known = answer.apply(partition);
      lists.setRelease(partition, known);
    }
    return known;
  }
}

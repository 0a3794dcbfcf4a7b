package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A partition's change of keepers: who must get something before it may settle.
 *
 * <p>A node gains if its position in the target is among the first N and less than its position in
 * the origin. And where the target has fewer members than N, so that a reader who wants N answers
 * is content with fewer, the first of the target collects what those who leave hold.
 *
 * @param origin the first N of the preference list before the change
 * @param target the first N after it
 * @param replicas N, for which the ring is dealt
 * @param removed who takes part no more, so that nothing can be got from there
 */
record Turnover(List<NodeId> origin, List<NodeId> target, int replicas, Set<NodeId> removed) {

  /** Who gains, in the order of the target; nobody where the partition does not move. */
  List<NodeId> gaining() {
    List<NodeId> gaining = new ArrayList<>();
    for (int i = 0; i < target.size(); i++) {
      int before = origin.indexOf(target.get(i));
      if (before < 0 || before > i || i == 0 && collects()) gaining.add(target.get(i));
    }
    return List.copyOf(gaining);
  }

  /** Whether the first of the target collects what those who leave hold. */
  boolean collects() {
    return target.size() < replicas
        && origin.stream().anyMatch(node -> !target.contains(node) && !removed.contains(node));
  }
}

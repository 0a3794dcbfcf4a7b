package io.gramme.coordination;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who should coordinate a write. */
public final class CoordinatorChoice {

  private CoordinatorChoice() {}

  /** The candidates where no primary is nearer than another. */
  public static List<NodeId> candidates(
      WritePlan plan, NodeId self, String fastest, Set<NodeId> reachable) {
    return candidates(plan, self, fastest, Set.of(), reachable);
  }

  /**
   * The candidates in order: the primary that answered the writer's read first (Dynamo §5: it is
   * likely to be quick again, and has what the writer read), this node if it is a primary, the
   * primaries near it and then the other primaries, each in the order of the preference list, and
   * after them the fallbacks in that order. Nobody that is out of reach.
   *
   * <p>So a fallback is asked only if no primary is reachable, or if every one that is has failed.
   * Among fallbacks nobody is preferred, this node neither: the first that can be reached are where
   * reads look for what was written in the absence of the primaries.
   *
   * @param fastest the name from the writer's context, empty if it has none
   * @param near the primaries in this node's zone; none where that is no preference
   */
  public static List<NodeId> candidates(
      WritePlan plan, NodeId self, String fastest, Set<NodeId> near, Set<NodeId> reachable) {
    List<NodeId> candidates = new ArrayList<>(plan.primaries().size() + plan.fallbacks().size());
    int first = 0;
    int nearest = 0;
    for (NodeId primary : plan.primaries()) {
      if (!isThere(primary, self, reachable)) continue;
      if (primary.value().equals(fastest)) {
        candidates.add(0, primary);
        first++;
        nearest++;
      } else if (primary.equals(self)) {
        candidates.add(first, primary);
        nearest++;
      } else if (near.contains(primary)) {
        candidates.add(nearest++, primary);
      } else {
        candidates.add(primary);
      }
    }
    for (NodeId fallback : plan.fallbacks()) {
      if (isThere(fallback, self, reachable)) candidates.add(fallback);
    }
    return candidates;
  }

  private static boolean isThere(NodeId node, NodeId self, Set<NodeId> reachable) {
    return node.equals(self) || reachable.contains(node);
  }
}

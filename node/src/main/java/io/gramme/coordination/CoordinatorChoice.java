package io.gramme.coordination;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who should coordinate a write. */
public final class CoordinatorChoice {

  private CoordinatorChoice() {}

  /**
   * The candidates in order: the node that answered the writer's read first (Dynamo §5: it is
   * likely to be quick again, and has what the writer read), this node if it has a replica, then
   * the other replicas in the order of the preference list. Nobody that is out of reach.
   *
   * @param fastest the name from the writer's context, empty if it has none
   */
  public static List<NodeId> candidates(
      List<NodeId> replicas, NodeId self, String fastest, Set<NodeId> reachable) {
    List<NodeId> candidates = new ArrayList<>(replicas.size());
    for (NodeId replica : replicas) {
      boolean isThere = replica.equals(self) || reachable.contains(replica);
      if (!isThere) continue;
      if (replica.value().equals(fastest)) candidates.add(0, replica);
      else if (replica.equals(self)) candidates.add(afterFastest(candidates, fastest), replica);
      else candidates.add(replica);
    }
    return candidates;
  }

  private static int afterFastest(List<NodeId> candidates, String fastest) {
    return !candidates.isEmpty() && candidates.get(0).value().equals(fastest) ? 1 : 0;
  }
}

package io.gramme.coordination;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which fallbacks a request carries along: the first 2N of the preference list that can be reached.
 *
 * <p>A ring may have hundreds of nodes, and a plan is sent along when a write is forwarded. With so
 * many, each primary may be away and the first to stand in for it may refuse; after that the
 * coordinator keeps the hint itself. Those out of reach do not take up the room: a node that is cut
 * off from everybody still finds itself among them, however far down the list it is.
 *
 * @param primaries of the key, in the order of the preference list
 * @param fallbacks all others, in that order
 */
record StandIns(List<NodeId> primaries, List<NodeId> fallbacks) {

  private static final int PER_PRIMARY = 2;

  /** Whether all of them are carried, wherever they are. */
  boolean areFew() {
    return fallbacks.size() <= PER_PRIMARY * primaries.size();
  }

  /** Those to carry, if {@code reachable} are the nodes that can be reached, this one included. */
  List<NodeId> nearest(Set<NodeId> reachable) {
    int most = PER_PRIMARY * primaries.size();
    List<NodeId> near = new ArrayList<>(most);
    for (NodeId fallback : fallbacks) {
      if (near.size() == most) break;
      if (reachable.contains(fallback)) near.add(fallback);
    }
    return near;
  }
}

package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a membership is changed to.
 *
 * @param members who is a member after it
 * @param removed who is given up for lost: nothing is got from there, and nobody waits for it
 * @param successors who takes the partitions of whom, by the one that goes
 */
record Amendment(List<Member> members, Set<NodeId> removed, Map<NodeId, NodeId> successors) {

  Amendment {
    members = List.copyOf(members);
    removed = Set.copyOf(removed);
    successors = Map.copyOf(successors);
  }

  /** To these members; all others leave. */
  static Amendment to(Collection<Member> members) {
    return new Amendment(List.copyOf(members), Set.of(), Map.of());
  }

  /** Owners, with each that is replaced by its successor in its place. */
  List<NodeId> inherited(List<NodeId> owners) {
    return owners.stream().map(owner -> successors.getOrDefault(owner, owner)).toList();
  }
}

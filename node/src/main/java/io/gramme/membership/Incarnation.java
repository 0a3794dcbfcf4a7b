package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One start of a node, as the roles of a member of the Pekko cluster name it.
 *
 * @param startCount a higher one is a later start
 */
public record Incarnation(NodeId id, long startCount) {

  private static final String NODE_ROLE = "node-";
  private static final String START_ROLE = "inc-";

  /** The roles that name it. */
  public List<String> roles() {
    return List.of(NODE_ROLE + id, START_ROLE + startCount);
  }

  /** What a member's roles name; nothing if it is no node of this kind. */
  static Optional<Incarnation> of(Set<String> roles) {
    long start = suffix(roles, START_ROLE).map(Long::parseLong).orElse(0L);
    return suffix(roles, NODE_ROLE).map(id -> new Incarnation(new NodeId(id), start));
  }

  private static Optional<String> suffix(Set<String> roles, String prefix) {
    return roles.stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst();
  }

  /** Whether the other is a later start of the same node. */
  boolean isBefore(Incarnation other) {
    return id.equals(other.id) && startCount < other.startCount;
  }
}

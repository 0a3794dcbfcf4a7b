package io.gramme.ring;

import io.gramme.model.NodeId;

/**
 * A node's seat for the keys of one partition.
 *
 * @param partition whose keys
 * @param node who keeps them
 * @param role whether they belong there
 */
public record Replica(int partition, NodeId node, Role role) {

  /** Why a node keeps keys of a partition. */
  public enum Role {
    /** One of the first N of the preference list: the keys belong here. */
    PRIMARY,
    /** A later one, which stands in for a primary that does not answer (Dynamo §4.6). */
    FALLBACK
  }

  /** Whether the keys belong here. */
  public boolean isPrimary() {
    return role == Role.PRIMARY;
  }
}

package io.gramme.service;

import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;

/** A change of the ring that an operator wants to stage. */
public sealed interface Order {

  /** Ten ordinary machines. */
  int MOST_CAPACITY = Member.MOST_CAPACITY;

  /**
   * A node joins.
   *
   * @param by where it answers HTTP; it has no ring yet
   */
  record Join(Endpoint by) implements Order {}

  /** A node hands over all that it keeps, and goes. */
  record Leave(NodeId node) implements Order {}

  /**
   * A node takes the place of another, which may be dead.
   *
   * @param node that goes
   * @param by where the one that comes answers HTTP; it has no ring yet
   */
  record Replace(NodeId node, Endpoint by) implements Order {}

  /** A dead node goes, and what it kept is taken from the other replicas. */
  record ForceRemove(NodeId node) implements Order {}

  /**
   * A member takes a greater or a smaller share.
   *
   * @param capacity in percent of an ordinary machine, 1 to {@link #MOST_CAPACITY}
   */
  record Capacity(NodeId node, int capacity) implements Order {}

  /**
   * A member stands in another zone.
   *
   * @param zone up to 64 letters, digits, {@code - _ .}; empty for none in particular
   */
  record Zone(NodeId node, String zone) implements Order {}

  /** Whether a text can be a zone. */
  static boolean isZone(String text) {
    return text.matches("[A-Za-z0-9._-]{0,64}");
  }
}

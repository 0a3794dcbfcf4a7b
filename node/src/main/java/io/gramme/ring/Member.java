package io.gramme.ring;

import io.gramme.model.NodeId;

/**
 * A node that takes part in the ring.
 *
 * @param id the node
 * @param capacity how much it can carry, in percent of an ordinary machine, 1 to {@link
 *     #MOST_CAPACITY}: a member of 200 is dealt twice the partitions of a member of 100
 * @param zone what fails together with it (a rack, a room, a data centre): up to 64 letters,
 *     digits, {@code - _ .}; empty where nobody said, and all such members share one zone
 */
public record Member(NodeId id, int capacity, String zone) {

  /** An ordinary machine. */
  public static final int ORDINARY_CAPACITY = 100;

  /** Ten ordinary machines. */
  public static final int MOST_CAPACITY = 1000;

  /** Refuses a capacity out of range and a zone that is not a name. */
  public Member {
    if (capacity < 1 || capacity > MOST_CAPACITY)
      throw new IllegalArgumentException(
          "the capacity of " + id + " is 1 to " + MOST_CAPACITY + " percent, not " + capacity);
    if (!zone.matches("[A-Za-z0-9._-]{0,64}"))
      throw new IllegalArgumentException(
          "'" + zone + "' is not a zone: up to 64 letters, digits, '-', '_' and '.'");
  }

  /** An ordinary machine in no particular zone. */
  public static Member of(NodeId id) {
    return new Member(id, ORDINARY_CAPACITY, "");
  }

  /** The same node with another capacity, in percent. */
  public Member withCapacity(int percent) {
    return new Member(id, percent, zone);
  }

  /** The same node in another zone. */
  public Member inZone(String name) {
    return new Member(id, capacity, name);
  }
}

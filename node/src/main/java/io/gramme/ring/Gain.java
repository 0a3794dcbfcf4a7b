package io.gramme.ring;

/**
 * Which keys of a partition a node must get: those kept by so many replicas. A node keeps a key if
 * its position in the preference list is less than the key's number of replicas, so coming forward
 * from position s to position t it gains the keys of t + 1 to s replicas.
 *
 * @param leastReplicas 1 or more, inclusive
 * @param mostReplicas inclusive; {@link Integer#MAX_VALUE} if the node had no position
 */
public record Gain(int leastReplicas, int mostReplicas) {

  /** Refuses an empty range. */
  public Gain {
    if (leastReplicas < 1 || mostReplicas < leastReplicas)
      throw new IllegalArgumentException(
          "keys of " + leastReplicas + " to " + mostReplicas + " replicas");
  }

  /** Whether a key of {@code replicas} replicas is among them. */
  public boolean has(int replicas) {
    return replicas >= leastReplicas && replicas <= mostReplicas;
  }
}

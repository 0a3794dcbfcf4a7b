package io.gramme.ring;

/**
 * How far the change of a partition's keepers has come. S are those who kept it before, T those who
 * keep it after the change; S(n) and T(n) are the first n of their preference lists.
 *
 * <p>Coordinators learn of a new stage at different moments. Neighbouring stages are safe side by
 * side: they have a group of nodes in common in which every read meets every write, if R + W
 * exceeds N. PENDING beside SETTLED is not, so before a partition settles every node of S that
 * still takes part is fenced: it refuses whoever believes the partition still pending.
 */
public enum Stage {
  /** S(n) alone counts for reads and writes; those who gain get every write, uncounted. */
  PENDING,
  /**
   * Every request must reach its counts in S(n) and, by itself, in T(n) (the joint quorums of Raft:
   * Ongaro and Ousterhout 2014, §6).
   */
  JOINT,
  /** T(n) alone counts. */
  SETTLED
}

package io.gramme.admission;

/** The kinds of background work, each of which has its turn. */
public enum Work {
  /** Delivering hints to the primaries that they are for. */
  HANDOFF,
  /** Comparing replicas and sending what one of them lacks. */
  ANTI_ENTROPY,
  /** Proving that tombstones can be forgotten, and forgetting them. */
  REAPING,
  /** Checking stored bytes, and what is derived from them. */
  SCRUB,
  /** Moving a partition to another node. */
  TRANSFER,
  /** Going through all the keys of a bucket. */
  LISTING
}

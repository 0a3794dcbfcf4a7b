package io.gramme.simulation;

/**
 * Whether the replicas of a key have what they once had. While one with a new disk catches up, what
 * it finds counts, and may be newer than something it has lost: then R + W &gt; N promises only
 * that "not found" is to be believed.
 *
 * @param allKnow whether no replica is catching up
 * @param wipes how many new disks they have got
 */
record Calm(boolean allKnow, int wipes) {

  /** Whether nothing was missing then, nor now, nor in between. */
  boolean lastedUntil(Calm later) {
    return allKnow && later.allKnow && wipes == later.wipes;
  }
}

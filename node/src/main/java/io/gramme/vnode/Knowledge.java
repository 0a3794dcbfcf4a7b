package io.gramme.vnode;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whether the replicas of this node know their partitions: whether "nothing there" is to be
 * believed of them.
 *
 * <p>A replica that lost something is in <i>doubt</i> until it has been compared with all others.
 * Doubts are counted, and a comparison dispels those that there were when it began: one that comes
 * up meanwhile stays. Thread-safe.
 */
public final class Knowledge {

  private final int atStart;
  private final ConcurrentMap<Integer, Integer> doubts = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Integer> dispelled = new ConcurrentHashMap<>();
  private final Set<Integer> damaged = ConcurrentHashMap.newKeySet();

  private Knowledge(int atStart) {
    this.atStart = atStart;
  }

  /** Of a node that has lost nothing. */
  public static Knowledge ofEverything() {
    return new Knowledge(0);
  }

  /** Of a node that may have lost anything, or never had it. */
  public static Knowledge ofNothing() {
    return new Knowledge(1);
  }

  /** Whether the replica of a partition knows it. */
  public boolean knows(int partition) {
    return dispelled.getOrDefault(partition, 0) >= doubts(partition);
  }

  /** How many doubts there have been about a partition. */
  public int doubts(int partition) {
    return doubts.getOrDefault(partition, atStart);
  }

  /** Something of a partition was lost, or is newly this node's to keep. */
  public void doubt(int partition) {
    doubts.merge(partition, atStart + 1, (before, first) -> before + 1);
  }

  /**
   * Damage was met in a partition, and nothing removed: what is damaged answers nothing at all, so
   * one doubt is enough however often it is met.
   */
  public void meetDamage(int partition) {
    damaged.add(partition);
    if (knows(partition)) doubt(partition);
  }

  /** The partitions in which damage was met, and which have not been scrubbed since. */
  public SortedSet<Integer> damaged() {
    return new TreeSet<>(damaged);
  }

  /** A scrub of the partition begins: what it does not find is met again. */
  public void beginScrub(int partition) {
    damaged.remove(partition);
  }

  /**
   * A partition was compared with all its other primaries.
   *
   * @param doubts as {@link #doubts} said before the comparison began
   */
  public void dispel(int partition, int doubts) {
    dispelled.merge(partition, doubts, Math::max);
  }
}

package io.gramme.simulation;

import io.gramme.coordination.Refusal;
import java.util.List;

/**
 * When a write must be taken (I3): with a sloppy quorum, as long as any W nodes can be reached from
 * the node that was asked, itself among them, and everybody has had the time to notice.
 *
 * <p>Where some replicas must sync, only if no disk is full: the first to be asked sync, and nobody
 * takes that over from one that refuses where there is no fallback left.
 */
final class Availability {

  /** A detector's patience, and some more. */
  private static final long NOTICED_MILLIS = 3_000;

  private final Cluster cluster;
  private final Nemesis nemesis;
  private int owed;

  Availability(Cluster cluster, Nemesis nemesis) {
    this.cluster = cluster;
    this.nemesis = nemesis;
  }

  /** How many writes had to be taken. */
  int owed() {
    return owed;
  }

  /** Whether a write that is brought to a node now must be taken, if nothing happens meanwhile. */
  boolean isOwed(Item item, Machine asked) {
    boolean isQuiet = cluster.timeline().nowMillis() >= nemesis.lastChangeMillis() + NOTICED_MILLIS;
    boolean isPromised = !item.habit().isStrict() && cluster.scenario().hasRoomForHints();
    boolean isOwed = isQuiet && isPromised && asked.isAwake() && canReach(item, asked);
    if (isOwed) owed++;
    return isOwed;
  }

  private boolean canReach(Item item, Machine asked) {
    List<Machine> island =
        cluster.machines().stream().filter(other -> isJoined(asked, other)).toList();
    boolean isClosed = island.stream().allMatch(one -> reachesJust(one, island));
    boolean isHale = island.stream().allMatch(Machine::hasGoodDisk);
    long takers = island.stream().filter(machine -> !machine.isFull()).count();
    return cluster.network().weather().losesNothing()
        && isClosed
        && isHale
        && takers >= item.habit().write()
        && (item.habit().synced() == 0 || takers == island.size());
  }

  private boolean reachesJust(Machine one, List<Machine> island) {
    return cluster.machines().stream()
        .allMatch(other -> isJoined(one, other) == island.contains(other));
  }

  private boolean isJoined(Machine one, Machine other) {
    return one.isAwake() && other.isAwake() && cluster.network().joins(one.id(), other.id());
  }

  /**
   * A write was refused, or nobody has answered it.
   *
   * @param wasOwed whether it had to be taken when it was brought
   * @param sinceMillis when that was
   */
  void onRefused(Item item, boolean wasOwed, long sinceMillis, String what) {
    if (wasOwed && nemesis.lastChangeMillis() <= sinceMillis)
      throw new BrokenPromiseException(
          item.number(), "I3: a write is not taken though W nodes can be reached: " + what);
  }

  /** Whether a refusal says that the client has asked for too much. */
  static boolean isOfTheClient(Refusal why) {
    return why instanceof Refusal.TooManySiblings || why instanceof Refusal.ObjectTooLarge;
  }
}

package io.gramme.vnode;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How old a coordinator's view of the ring may be before the replicas of this node refuse it: what
 * keeps apart two stages of a moving partition whose quorums need not meet.
 *
 * <p>A fence is raised only to a stamp that this node has <i>adopted</i>, which its own ring says
 * and its disk remembers. So a fence need not be remembered: the first stamp that a node adopts
 * after a start is its fence too, and is no lower than any that it raised before. Until then
 * nothing that bears a stamp is let through. Thread-safe.
 */
public final class Fences {

  /** Before the ring is known, only what bears no stamp is let through. */
  private static final Fence AT_START = new Fence(Long.MIN_VALUE, VnodeProtocol.UNFENCED);

  private record Fence(long adopted, long least) {

    boolean isAtStart() {
      return adopted == Long.MIN_VALUE;
    }

    Fence adopt(long stamp) {
      if (isAtStart()) return new Fence(stamp, stamp);
      return new Fence(Math.max(adopted, stamp), least);
    }

    Fence raise(long stamp) {
      return isAtStart() || adopted < stamp ? this : new Fence(adopted, Math.max(least, stamp));
    }
  }

  private final ConcurrentMap<Integer, Fence> fences = new ConcurrentHashMap<>();

  /**
   * This node's own ring says that a partition is at a stamp, and its disk will say so after any
   * crash. A lower stamp than before changes nothing.
   */
  public void adopt(int partition, long stamp) {
    fences.compute(partition, (p, fence) -> (fence == null ? AT_START : fence).adopt(stamp));
  }

  /**
   * From now on nothing below a stamp is let through.
   *
   * @return false if this node has not adopted that stamp, and nothing has changed
   */
  public boolean raise(int partition, long stamp) {
    if (adopted(partition) < stamp) return false;
    fences.computeIfPresent(partition, (p, fence) -> fence.raise(stamp));
    return true;
  }

  /** Whether this node does not know its ring yet, and lets nothing through that bears a stamp. */
  public boolean isAtStart(int partition) {
    return fences.getOrDefault(partition, AT_START).isAtStart();
  }

  /** The least stamp that is let through; {@link VnodeProtocol#UNFENCED} always is. */
  public long least(int partition) {
    return fences.getOrDefault(partition, AT_START).least();
  }

  /** The stamp that this node has adopted; {@link Long#MIN_VALUE} before it knows its ring. */
  public long adopted(int partition) {
    return fences.getOrDefault(partition, AT_START).adopted();
  }
}

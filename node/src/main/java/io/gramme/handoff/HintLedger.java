package io.gramme.handoff;

import java.util.HashMap;
import java.util.Map;

/**
 * How much all the hints of a node come to, on the disk and on their way to it: shared by its
 * buffers. Thread-safe.
 */
final class HintLedger {

  private final long bytesLimit;
  private final Map<Integer, Long> hints = new HashMap<>();
  private long bytes;

  HintLedger(long bytesLimit) {
    this.bytesLimit = bytesLimit;
  }

  /** Notes bytes that are kept already, even beyond the limit; fewer than thought if negative. */
  synchronized void found(long more) {
    bytes += more;
  }

  /**
   * Takes room for a hint that is to be written; nothing more is always granted.
   *
   * @return whether there was as much room
   */
  synchronized boolean take(long more) {
    if (more > 0 && bytes + more > bytesLimit) return false;
    bytes += more;
    return true;
  }

  /** Gives room back. */
  synchronized void give(long less) {
    bytes -= less;
  }

  /** Counts one thing of a partition that keeps it from being free of hints. */
  synchronized void enter(int partition) {
    hints.merge(partition, 1L, Long::sum);
  }

  /** The opposite of {@link #enter}. */
  synchronized void leave(int partition) {
    hints.computeIfPresent(partition, (p, count) -> count == 1 ? null : Long.valueOf(count - 1));
  }

  /** How many hints of a partition are kept, are being written, or wait to be looked at. */
  synchronized long hintsIn(int partition) {
    return hints.getOrDefault(partition, 0L);
  }

  /** Bytes of all hints, as {@link HintRules#bytesOf} counts them. */
  synchronized long bytes() {
    return bytes;
  }
}

package io.gramme.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which partitions may be fetched now: the first to want it, and no more than so many at once. Not
 * thread-safe: its owner is the only caller.
 */
final class Turns {

  private final int atOnce;
  private final Set<Integer> taken = new LinkedHashSet<>();
  private final Set<Integer> waiting = new LinkedHashSet<>();

  Turns(int atOnce) {
    this.atOnce = atOnce;
  }

  /** A partition waits to be fetched; twice is the same. */
  void want(int partition) {
    if (!taken.contains(partition)) waiting.add(partition);
  }

  /** A partition is not fetched any more, and does not wait to be. */
  void yield(int partition) {
    taken.remove(partition);
    waiting.remove(partition);
  }

  /** The partitions whose turn has come. */
  List<Integer> next() {
    List<Integer> next = new ArrayList<>();
    for (int partition : List.copyOf(waiting)) {
      if (taken.size() >= atOnce) break;
      waiting.remove(partition);
      taken.add(partition);
      next.add(partition);
    }
    return next;
  }
}

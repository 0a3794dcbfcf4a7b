package io.gramme.antientropy;

import io.gramme.model.NodeId;
import java.util.Comparator;

/**
 * This node's replica of a partition and a peer's.
 *
 * @param partition that both keep
 * @param peer the other node
 */
public record Pair(int partition, NodeId peer) implements Comparable<Pair> {

  private static final Comparator<Pair> ORDER =
      Comparator.comparingInt(Pair::partition).thenComparing(Pair::peer);

  @Override
  public int compareTo(Pair other) {
    return ORDER.compare(this, other);
  }
}

package io.gramme.simulation;

import io.gramme.model.NodeId;
import java.util.Comparator;

/**
 * Where a hint is kept: one for each home and key.
 *
 * @param item the number of the key
 */
record HintPlace(NodeId home, int item) implements Comparable<HintPlace> {

  private static final Comparator<HintPlace> BY_HOME =
      Comparator.comparing(HintPlace::home).thenComparingInt(HintPlace::item);

  @Override
  public int compareTo(HintPlace other) {
    return BY_HOME.compare(this, other);
  }
}

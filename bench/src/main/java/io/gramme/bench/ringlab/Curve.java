package io.gramme.bench.ringlab;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measured or published values by what they were measured at.
 *
 * @param name as tables and drawings call it
 * @param points values by abscissa, at least one
 */
record Curve(String name, SortedMap<Double, Double> points) {

  /** Refuses a curve without points. */
  Curve {
    points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
    if (points.isEmpty()) throw new IllegalArgumentException("no points in " + name);
  }

  /** The value there. Refuses an abscissa at which there is none. */
  double at(double x) {
    if (!points.containsKey(x)) throw new IllegalArgumentException(name + " has no value at " + x);
    return points.get(x);
  }
}

package io.gramme.bench.ringlab;

import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What popular keys do to the efficiencies of Figure 8: the same rings, loaded by keys that are
 * asked for by Zipf's law instead of evenly. No partitioning can spread one key over more than N
 * nodes.
 *
 * @param rings how many rings each value is the average of
 * @param keys how many keys are in use
 * @param entries of metadata
 * @param seed of all that is random
 */
record Popularity(int rings, int keys, int entries, long seed) {

  /** Efficiency of a strategy by Zipf exponent. */
  Curve curve(Candidate candidate, double... exponents) {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (double exponent : exponents) {
      points.put(exponent, average(candidate, new Zipf(keys, exponent)));
    }
    return new Curve(candidate.name(), points);
  }

  private double average(Candidate candidate, Zipf zipf) {
    Strategy strategy = candidate.at().apply(entries);
    SplittableRandom random = candidate.random(seed, entries);
    double sum = 0;
    for (int ring = 0; ring < rings; ring++) {
      Layout layout = strategy.deal(Figure8.NODES, Figure8.REPLICAS, random);
      double[] weights = new double[layout.ranges()];
      for (int key = 0; key < keys; key++) {
        weights[layout.rangeOf(Layout.randomHash(random))] += zipf.weight(key);
      }
      sum += layout.loads(weights).efficiency();
    }
    return sum / rings;
  }
}

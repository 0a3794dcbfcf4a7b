package io.gramme.bench.ringlab;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Figure 6 of the paper: the share of nodes whose load is 15 % or more off the average, against the
 * load on the whole store.
 *
 * <p>The paper explains its measurement by the number of popular keys: much load asks for many, and
 * many spread evenly. So does this model: keys in use grow in proportion to the load, and how often
 * each is asked for follows Zipf's law. Every request counts at all N nodes of its key. The ring is
 * one of strategy 3 with 32 tokens per node.
 *
 * @param rings how many rings, each with its own places of keys, each value is the average of
 * @param seed of all that is random
 */
record Figure6(int rings, long seed) {

  /** How far off the average a node may be and still be in balance, as in the paper. */
  static final double BALANCE = 0.15;

  /** Keys asked for in half an hour of the highest load. Chosen: see {@link #EXPONENT}. */
  static final int KEYS_AT_PEAK = 1_500_000;

  /**
   * How unequally popular keys are. Chosen together with {@link #KEYS_AT_PEAK} so that the ends of
   * the curve are where the paper has them: two numbers for two numbers.
   */
  static final double EXPONENT = 0.85;

  /** Loads are measured in steps of the peak load over this. */
  static final int STEPS = 8;

  private static final int PARTITIONS = 32 * Figure8.NODES;

  /** Values of Figure 6 of the paper as its text gives them: the lowest load and the highest. */
  static final Curve PAPER =
      new Curve("figure 6", new TreeMap<>(Map.of(1.0 / STEPS, .20, 1.0, .10)));

  /** How far a measured curve is from the paper's two values. */
  static Verdict verdict(Curve ours, double tolerance) {
    return Verdict.of(ours, PAPER, tolerance);
  }

  /** The share of nodes out of balance, by load in parts of the peak load. */
  Curve curve() {
    return curve(new Zipf(KEYS_AT_PEAK, EXPONENT));
  }

  /** The same for other keys. */
  Curve curve(Zipf zipf) {
    double[] sums = new double[STEPS];
    SplittableRandom random = new SplittableRandom(seed);
    for (int ring = 0; ring < rings; ring++) addRing(zipf, random, sums);
    TreeMap<Double, Double> points = new TreeMap<>();
    for (int step = 0; step < STEPS; step++) {
      points.put((step + 1.0) / STEPS, sums[step] / rings);
    }
    return new Curve("figure 6", points);
  }

  /** One ring while its load grows: the keys in use at less load are in use at more load too. */
  private static void addRing(Zipf zipf, SplittableRandom random, double[] sums) {
    Layout layout =
        new Strategy.EqualShares(PARTITIONS).deal(Figure8.NODES, Figure8.REPLICAS, random);
    double[] weights = new double[layout.ranges()];
    int key = 0;
    for (int step = 0; step < STEPS; step++) {
      int inUse = (int) ((step + 1L) * zipf.keys() / STEPS);
      for (; key < inUse; key++) {
        weights[layout.rangeOf(Layout.randomHash(random))] += zipf.weight(key);
      }
      sums[step] += layout.loads(weights).shareOffBy(BALANCE);
    }
  }
}

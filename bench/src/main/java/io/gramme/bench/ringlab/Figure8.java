package io.gramme.bench.ringlab;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Figure 8 of the paper: load balancing efficiency against the size of the membership metadata, for
 * 30 nodes and 3 replicas.
 *
 * <p>An entry of metadata is a token in strategies 1 and 2 (S·T of them) and a partition in
 * strategy 3 (Q). The load is even over the hash values: every key as popular as any other, and
 * very many keys. Each value is the average efficiency of many rings dealt independently.
 *
 * @param rings how many rings each value is the average of
 * @param seed of all that is random
 */
record Figure8(int rings, long seed) {

  /** S, as in the paper. */
  static final int NODES = 30;

  /** N, as in the paper. */
  static final int REPLICAS = 3;

  /** Q of strategy 2. The paper does not say; its curve ends where 1,024 partitions make it end. */
  static final int STRATEGY_2_PARTITIONS = 1024;

  private static final int[] ENTRIES = {60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 30_720};

  private static final double[] STRATEGY_1 = {.52, .61, .69, .76, .82, .87, .91, .93, .95, .96};
  private static final double[] STRATEGY_2 = {.53, .61, .70, .76, .82, .85, .88, .87, .85, .84};
  private static final double[] STRATEGY_3 = {.86, .87, .90, .92, .94, .96, .97, .98, .98, .99};

  /** Values read off Figure 8 of the paper, to about 0.02. */
  static final List<Curve> PAPER =
      List.of(
          published("strategy 1", STRATEGY_1),
          published("strategy 2", STRATEGY_2),
          published("strategy 3", STRATEGY_3));

  /** The strategies by their entries of metadata. */
  static final List<Candidate> CANDIDATES =
      List.of(
          new Candidate("strategy 1", m -> new Strategy.RandomTokens(m / NODES)),
          new Candidate(
              "strategy 2",
              m -> new Strategy.RandomTokensEqualPartitions(m / NODES, STRATEGY_2_PARTITIONS)),
          new Candidate("strategy 3", Strategy.EqualShares::new),
          new Candidate("strategy 4", Strategy.SharedTokens::new));

  /** Our curves, the paper's three first, at the paper's sizes. */
  List<Curve> curves() {
    return CANDIDATES.stream().map(this::curve).toList();
  }

  /** This store's own ring, at powers of two: it has no others. One ring each, for it is exact. */
  Curve claimed() {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (int partitions = 64; partitions <= 32_768; partitions *= 2) {
      Layout layout = new ClaimedRing(partitions).deal(NODES, REPLICAS, new SplittableRandom(seed));
      points.put((double) partitions, layout.evenLoads().efficiency());
    }
    return new Curve("Gramme", points);
  }

  /** How far each of the paper's curves is from ours. */
  static List<Verdict> verdicts(List<Curve> ours, double tolerance) {
    return PAPER.stream().map(paper -> verdict(ours, paper, tolerance)).toList();
  }

  private static Verdict verdict(List<Curve> ours, Curve paper, double tolerance) {
    Curve match =
        ours.stream().filter(curve -> curve.name().equals(paper.name())).findFirst().orElseThrow();
    return Verdict.of(match, paper, tolerance);
  }

  private Curve curve(Candidate candidate) {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (int entries : ENTRIES) {
      SplittableRandom random = candidate.random(seed, entries);
      points.put((double) entries, average(candidate.at().apply(entries), random));
    }
    return new Curve(candidate.name(), points);
  }

  private double average(Strategy strategy, SplittableRandom random) {
    double sum = 0;
    for (int ring = 0; ring < rings; ring++) {
      sum += strategy.deal(NODES, REPLICAS, random).evenLoads().efficiency();
    }
    return sum / rings;
  }

  private static Curve published(String name, double[] values) {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (int i = 0; i < values.length; i++) points.put((double) ENTRIES[i], values[i]);
    return new Curve(name, points);
  }
}

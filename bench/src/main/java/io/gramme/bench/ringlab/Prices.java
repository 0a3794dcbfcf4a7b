package io.gramme.bench.ringlab;

import io.gramme.ring.Claim;
import io.gramme.ring.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What membership costs in a large ring. So that strategies compare, each divides as coarsely as
 * the wanted balance allows: the fewest tokens per node, of the powers of two, with which rings
 * reach the efficiency on average: before the change, after a join and after a leave.
 *
 * @param nodes S
 * @param efficiency that each strategy has to reach, above 0, up to 1
 * @param seed of all that is random
 */
record Prices(int nodes, double efficiency, long seed) {

  /** The most nodes that are priced. */
  static final int MOST_NODES = 10_000;

  /** The fewest tokens per node that are tried: with one each there would be none to steal. */
  static final int LEAST_PER_NODE = 2;

  /** Smaller rings are tried several times, so that about as many nodes as this are seen. */
  static final int TRIED_NODES = 20_000;

  private static final int MOST_TRIALS = 20;

  /** The most tokens per node that are tried. */
  static final int MOST_PER_NODE = 1024;

  /** Strategy 2 has this many equal partitions for each token: the paper wants many more. */
  static final int PARTITIONS_PER_TOKEN = 8;

  /** Refuses a ring too small for three replicas after a leave, or too large. */
  Prices {
    if (nodes <= Figure8.REPLICAS || nodes > MOST_NODES)
      throw new IllegalArgumentException(
          "rings are priced for " + (Figure8.REPLICAS + 1) + " to " + MOST_NODES + " nodes");
  }

  /** The price of each of the paper's strategies, the fourth, and this store's own ring. */
  List<Price> all() {
    List<Price> prices = new ArrayList<>();
    for (Candidate candidate : candidates()) {
      prices.add(price(candidate, MOST_PER_NODE, trials()));
    }
    prices.add(own());
    return prices;
  }

  private List<Candidate> candidates() {
    return List.of(
        new Candidate("strategy 1", Strategy.RandomTokens::new),
        new Candidate(
            "strategy 2",
            perNode ->
                new Strategy.RandomTokensEqualPartitions(
                    perNode, powerOfTwo(PARTITIONS_PER_TOKEN * perNode * nodes))),
        new Candidate("strategy 3", perNode -> new Strategy.EqualShares(perNode * nodes)),
        new Candidate("strategy 4", perNode -> new Strategy.SharedTokens(perNode * nodes)));
  }

  /** The price of this store's own ring, which is dealt alike each time. */
  Price own() {
    // One more than there are: the price is that of a join.
    if (nodes >= Claim.MOST_MEMBERS)
      return new Price.None("Gramme", "a ring has at most " + Claim.MOST_MEMBERS + " members");
    Candidate own =
        new Candidate("Gramme", perNode -> new ClaimedRing(powerOfTwo(perNode * nodes)));
    return price(own, Partitions.MOST / nodes, 1);
  }

  private int trials() {
    return Math.max(1, Math.min(MOST_TRIALS, TRIED_NODES / nodes));
  }

  /** The price of one strategy, by the average of some trials. */
  Price price(Candidate candidate, int mostPerNode, int trials) {
    for (int perNode = LEAST_PER_NODE; perNode <= mostPerNode; perNode *= 2) {
      SplittableRandom random = candidate.random(seed, perNode);
      Strategy strategy = candidate.at().apply(perNode);
      Trial trial = trial(strategy, random);
      double sum = trial.efficiency();
      for (int i = 1; i < trials; i++) sum += trial(strategy, random).efficiency();
      if (sum / trials >= efficiency) return trial.price(candidate.name(), strategy, sum / trials);
    }
    return new Price.None(
        candidate.name(), "no such balance with " + mostPerNode + " tokens per node or fewer");
  }

  private Trial trial(Strategy strategy, SplittableRandom random) {
    Layout ring = strategy.deal(nodes, Figure8.REPLICAS, random);
    return new Trial(ring, strategy.join(ring, random), strategy.leave(ring, random));
  }

  /** One ring, and what becomes of it when a node joins or leaves. */
  private record Trial(Layout ring, Layout joined, Layout left) {

    double efficiency() {
      double changed = Math.min(joined.evenLoads().efficiency(), left.evenLoads().efficiency());
      return Math.min(changed, ring.evenLoads().efficiency());
    }

    Price.Known price(String name, Strategy strategy, double average) {
      return new Price.Known(
          name,
          (double) ring.tokens().size() / ring.nodes(),
          average,
          strategy.metadata(ring),
          strategy.changeBytes(ring, joined),
          Movement.between(ring, joined),
          Movement.between(ring, left));
    }
  }

  /** The smallest power of two that is not less. */
  private static int powerOfTwo(int least) {
    int highest = Integer.highestOneBit(least);
    return highest == least ? least : Math.multiplyExact(highest, 2);
  }
}

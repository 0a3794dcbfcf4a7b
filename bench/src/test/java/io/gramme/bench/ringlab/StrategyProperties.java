package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class StrategyProperties {

  @Property(tries = 300)
  void everyStrategyCoversTheWholeRingWithDistinctNodes(
      @ForAll("strategies") Strategy strategy,
      @ForAll @IntRange(min = 4, max = 24) int nodes,
      @ForAll @IntRange(min = 1, max = 3) int replicas,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Layout ring = strategy.deal(nodes, replicas, random);
    Layout joined = strategy.join(ring, random);
    Layout left = strategy.leave(ring, random);
    assertThat(joined.nodes()).isEqualTo(nodes + 1);
    assertThat(left.nodes()).isEqualTo(nodes - 1);
    for (Layout layout : new Layout[] {ring, joined, left}) {
      assertCoversAll(layout);
      assertThat(layout.replicas()).isEqualTo(replicas);
    }
  }

  private static void assertCoversAll(Layout layout) {
    Walk walk = layout.walk();
    long at = 0;
    int ranges = 0;
    while (walk.next()) {
      assertThat(walk.start()).isEqualTo(at);
      assertThat(walk.length()).isNotNegative();
      at = walk.end();
      ranges++;
      int[] keepers = new int[layout.replicas()];
      for (int i = 0; i < keepers.length; i++) keepers[i] = walk.node(i);
      assertThat(Arrays.stream(keepers).distinct().count()).isEqualTo(layout.replicas());
      assertThat(Arrays.stream(keepers).max().orElseThrow()).isLessThan(layout.nodes());
    }
    assertThat(at).isEqualTo(Tokens.CIRCLE);
    assertThat(ranges).isEqualTo(layout.ranges());
  }

  @Property(tries = 300)
  void efficiencyIsAboveZeroAndAtMostOneAndNoLoadIsLost(
      @ForAll("strategies") Strategy strategy,
      @ForAll @IntRange(min = 4, max = 24) int nodes,
      @ForAll long seed) {
    Layout ring = strategy.deal(nodes, 3, new SplittableRandom(seed));
    Loads loads = ring.evenLoads();
    assertThat(loads.efficiency()).isGreaterThan(0).isLessThanOrEqualTo(1);
    assertThat(loads.average() * nodes / Tokens.CIRCLE).isCloseTo(3, within(1e-9));
  }

  @Property(tries = 300)
  void aRangeIsKeptByTheOwnersOfTheNextTokens(
      @ForAll("strategies") Strategy strategy,
      @ForAll @IntRange(min = 4, max = 24) int nodes,
      @ForAll long seed) {
    Layout ring = strategy.deal(nodes, 3, new SplittableRandom(seed));
    Walk walk = ring.walk();
    while (walk.next()) {
      assertThat(new int[] {walk.node(0), walk.node(1), walk.node(2)})
          .containsExactly(keepersFrom(ring.tokens(), walk.end()));
    }
  }

  /** By definition: all tokens from a place on, then those before it, each owner once. */
  private static int[] keepersFrom(Tokens tokens, long place) {
    return IntStream.range(0, 2 * tokens.size())
        .filter(i -> i >= tokens.size() || tokens.place(i) >= place)
        .map(i -> tokens.owner(i % tokens.size()))
        .distinct()
        .limit(3)
        .toArray();
  }

  @Property(tries = 300)
  void aHashValueLiesInTheRangeThatContainsIt(
      @ForAll("strategies") Strategy strategy, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Layout ring = strategy.deal(9, 3, random);
    for (int i = 0; i < 20; i++) {
      assertIsIn(ring, Layout.randomHash(random));
      int range = random.nextInt(ring.ranges());
      assertIsIn(ring, ring.end(range));
      assertIsIn(ring, ring.end(range) % Tokens.CIRCLE + 1);
    }
  }

  private static void assertIsIn(Layout ring, long hash) {
    int range = ring.rangeOf(hash);
    assertThat(hash).isLessThanOrEqualTo(ring.end(range));
    if (range > 0) assertThat(hash).isGreaterThan(ring.end(range - 1));
  }

  @Property(tries = 300)
  void sharesStayEqualWithinOneThroughJoinsAndLeaves(
      @ForAll("sharing") Strategy strategy,
      @ForAll @IntRange(min = 4, max = 24) int nodes,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Layout ring = strategy.deal(nodes, 3, random);
    for (int change = 0; change < 12; change++) {
      boolean joins = ring.nodes() <= 4 || ring.nodes() < 28 && random.nextBoolean();
      Layout next = joins ? strategy.join(ring, random) : strategy.leave(ring, random);
      int[] counts = next.tokens().counts();
      int most = Arrays.stream(counts).max().orElseThrow();
      assertThat(most - Arrays.stream(counts).min().orElseThrow()).isLessThanOrEqualTo(1);
      int last = Math.max(ring.nodes(), next.nodes()) - 1;
      int moved = joins ? counts[last] : ring.tokens().counts()[last];
      assertThat(ring.tokens().changedOwners(next.tokens())).isEqualTo(moved);
      ring = next;
    }
  }

  @Property(tries = 100)
  void theSameSeedDealsTheSameRing(@ForAll("strategies") Strategy strategy, @ForAll long seed) {
    Layout once = strategy.deal(9, 3, new SplittableRandom(seed));
    Layout again = strategy.deal(9, 3, new SplittableRandom(seed));
    Movement moved = Movement.between(once, again);
    assertThat(moved).isEqualTo(new Movement(0, 0, 0, 0, 0));
    assertThat(again.tokens().changedOwners(once.tokens())).isZero();
  }

  @Provide
  Arbitrary<Strategy> strategies() {
    Arbitrary<Strategy> scattered =
        Arbitraries.integers().between(1, 20).map(Strategy.RandomTokens::new);
    Arbitrary<Strategy> decoupled =
        Combinators.combine(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 300))
            .as(Strategy.RandomTokensEqualPartitions::new);
    return Arbitraries.oneOf(scattered, decoupled, sharing(), claimed());
  }

  @Provide
  Arbitrary<Strategy> sharing() {
    Arbitrary<Integer> shared = Arbitraries.integers().between(40, 300);
    return Arbitraries.oneOf(
        shared.map(Strategy.EqualShares::new), shared.map(Strategy.SharedTokens::new));
  }

  private static Arbitrary<Strategy> claimed() {
    return Arbitraries.of(64, 128, 256).map(ClaimedRing::new);
  }
}

package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MovementProperties {

  private static final int REPLICAS = 3;

  @Property(tries = 100)
  void equalPartitionsMoveWholeAndKeepTheirTrees(
      @ForAll @IntRange(min = 4, max = 20) int nodes, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Strategy strategy = new Strategy.EqualShares(200);
    Layout ring = strategy.deal(nodes, REPLICAS, random);
    Movement join = Movement.between(ring, strategy.join(ring, random));
    assertThat(join.cut()).isZero();
    assertThat(join.newTrees()).isZero();
    assertThat(join.keyShare()).isCloseTo(join.whole() / 200.0, within(1e-9));
  }

  @Property(tries = 100)
  void whatANewcomerHoldsWasCopiedToIt(
      @ForAll @IntRange(min = 4, max = 20) int nodes, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Strategy strategy = new Strategy.RandomTokens(8);
    Layout ring = strategy.deal(nodes, REPLICAS, random);
    Layout joined = strategy.join(ring, random);
    double held = joined.evenLoads().of(nodes) / Tokens.CIRCLE;
    Movement join = Movement.between(ring, joined);
    // Where keys stay with N nodes, a newcomer only pushes others out: nobody else gets any.
    assertThat(join.keyShare()).isCloseTo(held, within(1e-9));
    assertThat(join.cut()).isPositive();
    assertThat(join.newTrees()).isPositive();
  }
}

package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PricesTest {

  @Test
  void theFewestTokensPerNodeThatReachTheBalanceArePriced() {
    Prices asked = new Prices(60, 0.85, 3);
    List<Price> prices = asked.all();
    assertThat(prices).hasSize(5).allMatch(price -> price instanceof Price.Known);
    Price.Known first = (Price.Known) prices.get(0);
    Price.Known third = (Price.Known) prices.get(2);
    assertThat(first.efficiency()).isGreaterThanOrEqualTo(0.85);
    assertThat(first.metadata().entries()).isEqualTo(60L * (long) first.perNode());
    assertThat(first.metadata().bytes()).isEqualTo(17 * first.metadata().entries());
    assertThat(third.metadata().bytes()).isEqualTo(third.metadata().entries());
    assertThat(third.metadata().entries()).isLessThan(first.metadata().entries());
    assertThat(third.join().cut()).isZero();
    Layout halved =
        new Strategy.RandomTokens((int) first.perNode() / 2).deal(60, 3, new SplittableRandom(3));
    assertThat(halved.evenLoads().efficiency()).isLessThan(first.efficiency());
  }

  @Test
  void aBalanceOutOfReachIsARefusalWithAReason() {
    Candidate candidate = new Candidate("strategy 1", Strategy.RandomTokens::new);
    assertThat(new Prices(60, 0.99, 3).price(candidate, 8, 1))
        .isEqualTo(new Price.None("strategy 1", "no such balance with 8 tokens per node or fewer"));
  }

  @Test
  void aRingLargerThanTheStoreHasIsARefusalWithAReason() {
    assertThat(new Prices(4096, 0.86, 3).own())
        .isEqualTo(new Price.None("Gramme", "a ring has at most 4096 members"));
  }

  @Test
  void whatAJoinTellsIsWhatHasChanged() {
    SplittableRandom random = new SplittableRandom(3);
    Strategy tokens = new Strategy.RandomTokens(8);
    Layout ring = tokens.deal(20, 3, random);
    // Eight places of 16 bytes and the newcomer's number.
    assertThat(tokens.changeBytes(ring, tokens.join(ring, random))).isEqualTo(8 * 16 + 1);
    Strategy shares = new Strategy.EqualShares(420);
    ring = shares.deal(20, 3, random);
    // Twenty stolen partitions: two bytes for each one's number, one for the newcomer's.
    assertThat(shares.changeBytes(ring, shares.join(ring, random))).isEqualTo(20 * 3);
  }

  @Test
  void numbersAreReckonedAsVarints() {
    assertThat(Metadata.varintBytes(0)).isEqualTo(1);
    assertThat(Metadata.varintBytes(127)).isEqualTo(1);
    assertThat(Metadata.varintBytes(128)).isEqualTo(2);
    assertThat(Metadata.varintBytes(16_383)).isEqualTo(2);
    assertThat(Metadata.varintBytes(16_384)).isEqualTo(3);
  }
}

package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadTimesTest {

  @Test
  void aReadIsSlowWhenItTakesLongerThanMostOfTheLast() {
    ReadTimes times = new ReadTimes(Hedging.ADAPTIVE);
    for (int i = 0; i < 10; i++) times.add(i);
    assertThat(times.slowAfter()).as("too early to say").isEmpty();
    for (int i = 0; i < 1024; i++) times.add(i % 100);
    assertThat(times.slowAfter())
        .hasValueSatisfying(is -> assertThat(is.toNanos()).isBetween(94L, 96L));
  }

  @Test
  void aMomentThatWasSetIsTheMoment() {
    assertThat(new ReadTimes(Hedging.after(Duration.ofMillis(7))).slowAfter())
        .contains(Duration.ofMillis(7));
    assertThat(new ReadTimes(Hedging.OFF).slowAfter()).isEmpty();
  }

  @Test
  void atMostOneReadInTenIsHedgedHoweverSlowTheyAre() {
    ReadTimes times = new ReadTimes(Hedging.ADAPTIVE);
    long hedged =
        IntStream.range(0, 1000)
            .filter(
                i -> {
                  times.add(1_000_000_000L);
                  return times.mayHedge();
                })
            .count();
    assertThat(hedged).isBetween(90L, 102L);
  }
}

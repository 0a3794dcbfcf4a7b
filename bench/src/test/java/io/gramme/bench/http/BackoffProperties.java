package io.gramme.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BackoffProperties {

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), 10);

  @Property
  void noPauseIsLongerThanTheCapOrShorterThanHalfTheFirst(
      @ForAll @IntRange(min = 0) int attempt,
      @ForAll @DoubleRange(min = 0, max = 1) double chance) {
    assertThat(BACKOFF.pause(attempt, chance))
        .isBetween(Duration.ofMillis(25), Duration.ofSeconds(2));
  }

  @Property
  void laterPausesAreNotShorter(
      @ForAll @IntRange(min = 0, max = 60) int attempt,
      @ForAll @DoubleRange(min = 0, max = 1) double chance) {
    assertThat(BACKOFF.pause(attempt + 1, chance))
        .isGreaterThanOrEqualTo(BACKOFF.pause(attempt, chance));
  }
}

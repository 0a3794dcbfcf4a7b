package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScrubPlanTest {

  private static final SortedSet<Integer> NONE = new TreeSet<>();

  private final ScrubPlan plan = ScrubPlan.begin(8, 1_000, 0, new Random(1));

  @Test
  void everyPartitionHasItsTurnWithinThePeriodAndAgainInTheNext() {
    ScrubPlan now = plan;
    for (long period = 0; period < 3; period++) {
      Set<Integer> scrubbed = new HashSet<>();
      for (long millis = period * 1_000; millis < (period + 1) * 1_000; millis++) {
        OptionalInt next = now.next(millis, NONE);
        if (next.isEmpty()) continue;
        assertThat(scrubbed.add(next.getAsInt())).isTrue();
        now = now.done(next.getAsInt(), millis);
      }
      assertThat(scrubbed).hasSize(8);
    }
  }

  @Test
  void whereDamageWasMetIsScrubbedAtOnce() {
    assertThat(plan.next(-1, NONE)).isEmpty();
    assertThat(plan.next(-1, new TreeSet<>(Set.of(5, 3)))).hasValue(3);
  }

  @Test
  void whatCouldNotBeReadIsTriedAgainSoonerThanInTheNextPeriod() {
    int first = plan.next(1_000, NONE).orElseThrow();
    ScrubPlan failed = plan.failed(first, 1_000);
    assertThat(failed.dueMillis().get(first)).isEqualTo(1_010);
  }
}

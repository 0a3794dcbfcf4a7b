package io.gramme.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stats.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A node whose requests are slow while background work uses more than the node can spare. */
class SlicePlanSimulationProperties {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final SlicePlan.Bounds BOUNDS = new SlicePlan.Bounds(50_000, 100_000, 5, 2_000);
  private static final int REQUESTS = 200;

  /**
   * The rate swings around what can be spared: it uses more than half of it, exceeds it in few
   * seconds, and is never driven to the floor by a cut that has had no time to help.
   */
  @Property(tries = 200)
  void usesWhatCanBeSparedAndLittleMore(
      @ForAll @IntRange(min = 200, max = 1_500) int spare,
      @ForAll @IntRange(max = 999) int phaseMillis) {
    List<Integer> rates = run(spare, phaseMillis).subList(120, 360);
    assertThat(rates).allMatch(rate -> rate >= spare / 4);
    assertThat(rates).allMatch(rate -> rate <= spare + BOUNDS.ceiling() / 40);
    assertThat(rates.stream().mapToInt(rate -> rate).average().orElseThrow())
        .isGreaterThan(0.55 * spare);
    assertThat(rates.stream().filter(rate -> rate > spare).count()).isLessThan(rates.size() / 4);
  }

  private static List<Integer> run(int spare, int phaseMillis) {
    long now = phaseMillis * MILLI;
    Latency reads = new Latency(0);
    SlicePlan plan = SlicePlan.begin(BOUNDS, now);
    List<Integer> rates = new ArrayList<>();
    for (int second = 0; second < 360; second++) {
      long took = plan.rate() > spare ? 300 * MILLI : 4 * MILLI;
      for (int i = 0; i < REQUESTS; i++) reads.record(took);
      now += SECOND;
      plan = plan.judge(now, look(reads, plan, now));
      rates.add(plan.rate());
    }
    return rates;
  }

  private static Signals look(Latency reads, SlicePlan plan, long now) {
    return new Signals(
        new Foreground(reads.tailOfMinute(now), Latency.Tail.NOTHING),
        new Foreground(reads.tailSince(now, plan.recentSinceNanos(now)), Latency.Tail.NOTHING),
        reads.underway(),
        0);
  }
}

package io.gramme.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stats.Latency;
import io.gramme.stats.Latency.Tail;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlicePlanProperties {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final SlicePlan.Bounds BOUNDS = new SlicePlan.Bounds(50_000, 100_000, 5, 2_000);

  @Property
  void theRateStaysWithinItsBounds(
      @ForAll("bounds") SlicePlan.Bounds bounds,
      @ForAll @Size(max = 80) List<@From("signals") Signals> history) {
    SlicePlan plan = SlicePlan.begin(bounds, 0);
    for (int i = 0; i < history.size(); i++) {
      plan = plan.judge((i + 1) * SECOND, history.get(i));
      assertThat(plan.rate()).isBetween(bounds.floor(), bounds.ceiling());
    }
  }

  @Property
  void slowerRequestsNeverGetBackgroundWorkMore(
      @ForAll("plans") SlicePlan plan,
      @ForAll("signals") Signals signals,
      @ForAll @IntRange(max = 200_000) int moreInMinute,
      @ForAll @IntRange(max = 200_000) int moreLately,
      @ForAll @IntRange(max = 200_000) int moreWait) {
    Signals slower =
        new Signals(
            slower(signals.minute(), moreInMinute),
            slower(signals.recent(), moreLately),
            signals.underway(),
            signals.writerWaitMicros() + moreWait);
    long now = 1_000 * SECOND;
    assertThat(plan.judge(now, slower).rate()).isLessThanOrEqualTo(plan.judge(now, signals).rate());
  }

  @Property
  void anIdleNodeReachesTheCeilingWithinSeconds(@ForAll("plans") SlicePlan plan) {
    SlicePlan later = plan;
    for (int i = 1; i <= 14; i++) later = later.judge((1_000 + i) * SECOND, Signals.SILENCE);
    assertThat(later.rate()).isEqualTo(BOUNDS.ceiling());
    assertThat(later.throttledFor(1_014 * SECOND)).isZero();
  }

  @Property
  void constantOverloadReachesTheFloorWithinSecondsAndStaysThere(
      @ForAll("plans") SlicePlan plan, @ForAll("overloads") Signals overload) {
    SlicePlan later = plan;
    for (int i = 1; i <= 9; i++) later = later.judge((1_000 + i) * SECOND, overload);
    assertThat(later.rate()).isEqualTo(BOUNDS.floor());
    assertThat(later.judge(1_010 * SECOND, overload).rate()).isEqualTo(BOUNDS.floor());
  }

  @Property
  void whatIsRecentNeverReachesBackBeyondTheLastCut(
      @ForAll("plans") SlicePlan plan, @ForAll("overloads") Signals overload) {
    SlicePlan cut = plan.judge(1_000 * SECOND, overload);
    assertThat(cut.recentSinceNanos(1_001 * SECOND)).isEqualTo(1_000 * SECOND);
    assertThat(cut.recentSinceNanos(1_100 * SECOND))
        .isEqualTo(1_100 * SECOND - Latency.RECENT.toNanos());
  }

  private static Foreground slower(Foreground load, long micros) {
    return new Foreground(slower(load.reads(), micros), slower(load.writes(), micros));
  }

  /** What nobody asked for can not be slow. */
  private static Tail slower(Tail tail, long micros) {
    return tail.count() == 0 ? tail : new Tail(tail.count(), tail.p99() + micros);
  }

  @Provide
  Arbitrary<SlicePlan.Bounds> bounds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3_000), Arbitraries.integers().between(0, 5_000))
        .as((floor, more) -> new SlicePlan.Bounds(50_000, 100_000, floor, floor + more));
  }

  /** Plans as they are at second 1,000, cut at some time before. */
  @Provide
  Arbitrary<SlicePlan> plans() {
    return Combinators.combine(
            Arbitraries.integers().between(BOUNDS.floor(), BOUNDS.ceiling()),
            Arbitraries.of(Finding.class),
            Arbitraries.longs().between(980 * SECOND, 999 * SECOND),
            Arbitraries.of(true, false))
        .as((rate, found, cut, held) -> new SlicePlan(BOUNDS, rate, found, cut, held, cut));
  }

  @Provide
  Arbitrary<Signals> signals() {
    return Combinators.combine(
            loads(),
            loads(),
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().between(0, 300_000))
        .as(Signals::new);
  }

  @Provide
  Arbitrary<Signals> overloads() {
    return signals()
        .filter(s -> s.recent().count() > 0 && s.recent().p99() > 2 * 50_000)
        .map(s -> new Signals(s.minute(), s.recent(), s.underway(), 0));
  }

  private static Arbitrary<Foreground> loads() {
    return Combinators.combine(tails(), tails()).as(Foreground::new);
  }

  private static Arbitrary<Tail> tails() {
    Arbitrary<Tail> some =
        Combinators.combine(
                Arbitraries.longs().between(1, 100), Arbitraries.longs().between(0, 300_000))
            .as(Tail::new);
    return Arbitraries.oneOf(some, some, Arbitraries.just(Tail.NOTHING));
  }
}

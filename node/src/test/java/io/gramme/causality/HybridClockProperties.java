package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HybridClockProperties {

  private static final long DRIFT_MILLIS = 50;

  /** The wall clock shows something, perhaps earlier than before, and a foreign reading arrives. */
  record Moment(long wallMillis, HybridTime foreign) {}

  @Property
  void risesAndFollowsHonestReadingsOnly(@ForAll("moments") List<Moment> moments) {
    AtomicLong wall = new AtomicLong();
    HybridClock clock = new HybridClock(wall::get, DRIFT_MILLIS);
    HybridTime last = HybridTime.ZERO;
    long dishonest = 0;
    for (Moment moment : moments) {
      wall.set(moment.wallMillis());
      clock.observe(moment.foreign());
      boolean honest = moment.foreign().millis() <= moment.wallMillis() + DRIFT_MILLIS;
      if (!honest) dishonest++;
      HybridTime followed = honest ? HybridTime.latest(last, moment.foreign()) : last;
      HybridTime reading = clock.now();
      HybridTime ofWall = HybridTime.ofMillis(moment.wallMillis());
      assertThat(reading).isEqualTo(HybridTime.latest(followed.next(), ofWall));
      last = reading;
    }
    assertThat(clock.ignoredReadings()).isEqualTo(dishonest);
  }

  @Provide
  Arbitrary<List<Moment>> moments() {
    Arbitrary<HybridTime> foreign =
        Combinators.combine(
                Arbitraries.longs().between(0, 400), Arbitraries.integers().between(0, 3))
            .as((millis, count) -> new HybridTime(HybridTime.ofMillis(millis).packed() + count));
    return Combinators.combine(Arbitraries.longs().between(0, 300), foreign)
        .as(Moment::new)
        .list()
        .ofMaxSize(30);
  }
}

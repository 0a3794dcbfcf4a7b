package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HybridClockTest {

  private static final long DRIFT_MILLIS = 100;
  private static final int CALLERS = 4;
  private static final int READINGS = 20_000;

  private final AtomicLong wall = new AtomicLong(1_000);
  private final HybridClock clock = new HybridClock(wall::get, DRIFT_MILLIS);

  @Test
  void readsTheWallClockWhenThatHasMovedOn() {
    clock.now();
    wall.set(2_000);
    assertThat(clock.now()).isEqualTo(HybridTime.ofMillis(2_000));
  }

  @Test
  void goesOnCountingWhenTheWallClockGoesBack() {
    HybridTime before = clock.now();
    wall.set(10);
    assertThat(clock.now()).isEqualTo(before.next());
  }

  @Test
  void runsAheadOfAReadingAtTheDriftBound() {
    HybridTime foreign = HybridTime.ofMillis(wall.get() + DRIFT_MILLIS);
    clock.observe(foreign);
    assertThat(clock.now()).isEqualTo(foreign.next());
    assertThat(clock.ignoredReadings()).isZero();
  }

  @Test
  void ignoresAndCountsAReadingBeyondTheDriftBound() {
    clock.observe(HybridTime.ofMillis(wall.get() + DRIFT_MILLIS + 1));
    assertThat(clock.now()).isEqualTo(HybridTime.ofMillis(wall.get()));
    assertThat(clock.ignoredReadings()).isEqualTo(1);
  }

  @Test
  void givesEveryCallerReadingsOfItsOwnThatOnlyRise() throws Exception {
    Set<HybridTime> all = new HashSet<>();
    for (List<HybridTime> readings : readConcurrently()) {
      for (int i = 1; i < readings.size(); i++) {
        assertThat(readings.get(i)).isGreaterThan(readings.get(i - 1));
      }
      all.addAll(readings);
    }
    assertThat(all).hasSize(CALLERS * READINGS);
  }

  private List<List<HybridTime>> readConcurrently() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      Callable<List<HybridTime>> caller =
          () -> {
            List<HybridTime> readings = new ArrayList<>(READINGS);
            for (int i = 0; i < READINGS; i++) {
              readings.add(clock.now());
              if (i % 1_000 == 0) wall.addAndGet(i % 3_000 == 0 ? -5 : 3);
              if (i % 500 == 0) clock.observe(HybridTime.ofMillis(wall.get() + 2));
            }
            return readings;
          };
      List<List<HybridTime>> all = new ArrayList<>();
      for (Future<List<HybridTime>> readings :
          callers.invokeAll(Collections.nCopies(CALLERS, caller))) all.add(readings.get());
      return all;
    } finally {
      callers.shutdownNow();
    }
  }
}

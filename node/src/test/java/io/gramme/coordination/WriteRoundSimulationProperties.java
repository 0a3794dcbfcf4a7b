package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whole reads and writes in a {@link CoordinationSimulation}, whatever the network does. */
class WriteRoundSimulationProperties {

  /**
   * That {@code Written} is said only of what W, PW, DW and node_confirms replicas hold, that
   * candidates are tried in order and once, that nothing is forwarded twice, and that every read
   * whose R overlaps W sees what was acknowledged before it began, is asserted where it happens.
   */
  @Property
  void everyClientIsAnsweredExactlyOnceAndTruly(@ForAll long seed) {
    CoordinationSimulation world = new CoordinationSimulation(seed).live();
    for (SimulatedWrite write : world.writes) {
      if (write.owesAnAnswer()) assertThat(write.outcomes).as("%s", world.story).hasSize(1);
    }
    for (SimulatedRead read : world.reads) {
      if (read.owesAnAnswer()) assertThat(read.outcomes).as("%s", world.story).hasSize(1);
    }
  }

  /** Of every version that its round has heard of, whatever the client was told. */
  @Property
  void everyPrimaryHasWhatWasMadeOrAHintOfItOrIsOwedAComparison(@ForAll long seed) {
    CoordinationSimulation world = new CoordinationSimulation(seed).live();
    for (SimulatedWrite write : world.writes) {
      assertThat(write.isOver()).as("%s", world.story).isTrue();
      if (!write.owesAnAnswer() || write.spread.isEmpty()) continue;
      for (NodeId home : world.primaries) {
        assertThat(world.isTakenCareOf(home, write.spread.get()))
            .as("%s at %s after %s", write.spread.get().dot(), home, world.story)
            .isTrue();
      }
    }
  }

  /** Else the claims above would say little. */
  @Example
  void theSimulationReallyWritesAndReads() {
    int written = 0;
    int found = 0;
    int forwarded = 0;
    int hinted = 0;
    int owed = 0;
    int madeByFallbacks = 0;
    for (long seed = 0; seed < 200; seed++) {
      CoordinationSimulation world = new CoordinationSimulation(seed).live();
      written += world.acknowledged.size();
      for (SimulatedRead read : world.reads) {
        if (read.outcomes.stream().anyMatch(ReadOutcome.Found.class::isInstance)) found++;
      }
      for (SimulatedWrite write : world.writes) {
        if (!write.tried.isEmpty() && !write.tried.get(0).equals(write.home)) forwarded++;
        if (write.spread.isPresent() && world.fallbacks.contains(write.home)) madeByFallbacks++;
      }
      hinted += world.hints.size();
      owed += world.owed.size();
    }
    assertThat(written).isGreaterThan(200);
    assertThat(found).isGreaterThan(100);
    assertThat(forwarded).isGreaterThan(50);
    assertThat(hinted).isGreaterThan(100);
    assertThat(owed).isGreaterThan(50);
    assertThat(madeByFallbacks).isGreaterThan(20);
  }
}

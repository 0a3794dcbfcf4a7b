package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** Else the claim above would say little. */
  @Example
  void theSimulationReallyWritesAndReads() {
    int written = 0;
    int found = 0;
    int forwarded = 0;
    for (long seed = 0; seed < 200; seed++) {
      CoordinationSimulation world = new CoordinationSimulation(seed).live();
      written += world.acknowledged.size();
      for (SimulatedRead read : world.reads) {
        if (read.outcomes.stream().anyMatch(ReadOutcome.Found.class::isInstance)) found++;
      }
      for (SimulatedWrite write : world.writes) {
        if (!write.tried.isEmpty() && !write.tried.get(0).equals(write.home)) forwarded++;
      }
    }
    assertThat(written).isGreaterThan(200);
    assertThat(found).isGreaterThan(100);
    assertThat(forwarded).isGreaterThan(50);
  }
}

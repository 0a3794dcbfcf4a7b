package io.gramme.transfer;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A hand-over that is disturbed in every way still ends, and never claims too much. */
class HandoverSimulationProperties {

  @Property(tries = 2_000)
  void completeMeansFencedAndComparedAndItEnds(
      @ForAll long seed, @ForAll @IntRange(max = 600) int troubles) {
    new HandoverSimulation(seed).run(troubles);
  }
}

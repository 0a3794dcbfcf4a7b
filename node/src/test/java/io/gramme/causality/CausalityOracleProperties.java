package io.gramme.causality;

import io.gramme.causality.Simulation.Promise;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Causality against an oracle that knows every writer's true history, through lost messages, late
 * hints, handoffs, lost log tails, wiped disks and restored backups.
 */
class CausalityOracleProperties {

  /** More entries than any run here has writes. */
  private static final int UNBOUNDED = 1_000;

  @Property(tries = 600, shrinking = ShrinkingMode.OFF)
  void twoVersionsAreSiblingsIfAndOnlyIfNeitherWriterHadSeenTheOther(
      @ForAll long seed, @ForAll @IntRange(min = 50, max = 200) int steps) {
    new Simulation(seed, Promise.EXACT, UNBOUNDED).run(steps).settle();
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void aPrunedVectorMayLeaveAFalseSiblingAndNeverLosesAVersion(
      @ForAll long seed,
      @ForAll @IntRange(min = 50, max = 200) int steps,
      @ForAll @IntRange(min = 2, max = 4) int vectorLimit) {
    new Simulation(seed, Promise.NO_LOSS, vectorLimit).run(steps).settle();
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void whereTheLastWriteWinsEveryReplicaAndReaderHoldsTheNewestThatItKnows(
      @ForAll long seed,
      @ForAll @IntRange(min = 50, max = 200) int steps,
      @ForAll @IntRange(min = 2, max = 40) int vectorLimit) {
    new Simulation(seed, Promise.LAST_WRITE_WINS, vectorLimit).run(steps).settle();
  }
}

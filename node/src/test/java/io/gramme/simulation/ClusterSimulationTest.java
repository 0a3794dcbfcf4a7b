package io.gramme.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.gramme.simulation.ClusterSimulation.Verdict;
import io.gramme.simulation.Scenario.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hundreds of histories of whole clusters; {@code -Dgramme.simulation.seeds=N} for another number.
 */
class ClusterSimulationTest {

  private static final int OPERATIONS = 200;
  private static final int SEEDS = Integer.getInteger("gramme.simulation.seeds", 400);

  @Test
  void whateverFailsNoPromiseIsBroken() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Verdict verdict = ClusterSimulation.run(Scenario.of(Wish.of(seed, OPERATIONS)));
      if (!verdict.isGood()) {
        fail(
            "%s%n%s%nagain with: scripts/simulate --seed %d --ops %d%n%s",
            verdict.broken(), verdict.scenario(), seed, OPERATIONS, verdict.trace());
      }
    }
  }

  /** Else the claim above would say little. */
  @Test
  void aHistoryReallyReadsAndWrites() {
    int writes = 0;
    int acknowledged = 0;
    int owed = 0;
    int reaped = 0;
    for (long seed = 1; seed <= 50; seed++) {
      Verdict verdict = ClusterSimulation.run(Scenario.of(Wish.of(seed, OPERATIONS)));
      writes += verdict.figures().writes();
      acknowledged += verdict.figures().acknowledged();
      owed += verdict.figures().owed();
      reaped += verdict.figures().reaped();
    }
    assertThat(writes).isGreaterThan(2_000);
    assertThat(acknowledged).isGreaterThan(1_500);
    assertThat(owed).isGreaterThan(50);
    assertThat(reaped).isGreaterThan(30);
  }

  @Test
  void oneSeedIsOneHistoryToTheLetter() {
    for (long seed = 1; seed <= 20; seed++) {
      Scenario scenario = Scenario.of(Wish.of(seed, OPERATIONS));
      Verdict one = ClusterSimulation.told(scenario);
      Verdict other = ClusterSimulation.told(Scenario.of(Wish.of(seed, OPERATIONS)));
      assertThat(other.trace()).isEqualTo(one.trace());
      assertThat(other.traceHash()).isEqualTo(one.traceHash());
      assertThat(ClusterSimulation.run(scenario).traceHash()).isEqualTo(one.traceHash());
    }
  }

  /** A simulation that finds nothing may be one that does not look. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aMistakeMadeOnPurposeIsFound(PlantedFault fault) {
    long first = fault.firstSeed();
    for (long seed = first; seed < first + fault.enoughSeeds(); seed++) {
      Verdict verdict = ClusterSimulation.run(Scenario.of(Wish.of(seed, OPERATIONS).with(fault)));
      if (verdict.broken().matches(fault.sign())) return;
    }
    fail("nobody has noticed %s", fault);
  }
}

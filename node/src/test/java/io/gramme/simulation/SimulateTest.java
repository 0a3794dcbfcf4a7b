package io.gramme.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.simulation.ClusterSimulation.Verdict;
import io.gramme.simulation.Scenario.Wish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@code scripts/simulate} runs. */
class SimulateTest {

  private static final int OPERATIONS = 120;

  /** Sets and maps of the platform go through their elements otherwise in every process. */
  @Test
  void aSeedIsTheSameHistoryInEveryProcess() throws IOException, InterruptedException {
    for (long seed = 1; seed <= 3; seed++) {
      String one = simulate("--seed", String.valueOf(seed), "--trace");
      assertThat(simulate("--seed", String.valueOf(seed), "--trace")).isEqualTo(one);
      Verdict here = ClusterSimulation.run(Scenario.of(Wish.of(seed, OPERATIONS)));
      assertThat(one).contains(String.format(Locale.ROOT, "trace %016x", here.traceHash()));
    }
  }

  @Test
  void aSeedThatFailsFailsAgainAndTellsWhatHappenedToTheKey()
      throws IOException, InterruptedException {
    PlantedFault fault = PlantedFault.ACKNOWLEDGE_BEFORE_STORING;
    String seed = String.valueOf(fault.firstSeed());
    String one = simulate("--seed", seed, "--fault", fault.name());
    assertThat(one).contains("seed " + seed + ": I1: ").contains("acknowledges");
    assertThat(simulate("--seed", seed, "--fault", fault.name())).isEqualTo(one);
  }

  private static String simulate(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Simulate.class.getName());
    command.addAll(List.of("--ops", String.valueOf(OPERATIONS)));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}

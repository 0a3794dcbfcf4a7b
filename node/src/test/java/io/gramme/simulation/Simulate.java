package io.gramme.simulation;

import io.gramme.simulation.ClusterSimulation.Verdict;
import io.gramme.simulation.Scenario.Wish;
import java.util.List;
import java.util.Locale;

/** The command behind {@code scripts/simulate}: runs histories, and tells one that went wrong. */
final class Simulate {

  private static final String USAGE =
      """
      Usage: scripts/simulate [--seed S] [--ops K] [--nodes n] [--seeds count] [--fault NAME]
                              [--stop] [--trace]

        --seed S       the history, or the first of several; default 1
        --ops K        how many reads and writes the clients make; default 200
        --nodes n      3 to 9 nodes; else the seed says how many
        --seeds count  how many histories, one seed after another; default 1
        --fault NAME   makes a mistake on purpose, to see that it is found
        --stop         ends with the first history that breaks a promise
        --trace        tells the whole history even if it ends well

      The same seed, ops and nodes are the same history, to the letter. Ends with 1 if a promise was broken.
      """;

  private final List<String> words;

  private Simulate(List<String> words) {
    this.words = words;
  }

  /** Ends the process: 0 if all went well, 1 if a promise was broken, 2 if the question was. */
  public static void main(String[] words) {
    int end;
    try {
      end = new Simulate(List.of(words)).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + USAGE);
      end = 2;
    }
    System.exit(end);
  }

  private int run() {
    if (words.contains("--help")) {
      System.out.print(USAGE);
      return 0;
    }
    long first = number("--seed", 1);
    long count = number("--seeds", 1);
    boolean tells = words.contains("--trace");
    int broken = 0;
    for (long seed = first; seed < first + count; seed++) {
      Scenario scenario = Scenario.of(wish(seed));
      Verdict verdict = tells ? ClusterSimulation.told(scenario) : ClusterSimulation.run(scenario);
      if (tells || !verdict.isGood()) System.out.println(verdict.trace());
      System.out.println(summary(seed, verdict));
      if (!verdict.isGood()) broken++;
      if (broken > 0 && words.contains("--stop")) return 1;
    }
    if (count > 1) System.out.println(count + " histories, " + broken + " with a broken promise");
    return broken == 0 ? 0 : 1;
  }

  private Wish wish(long seed) {
    int nodes = (int) number("--nodes", Wish.ANY);
    if (nodes != Wish.ANY && (nodes < Scenario.LEAST_NODES || nodes > Scenario.MOST_NODES))
      throw new IllegalArgumentException("--nodes is 3 to 9");
    return new Wish(seed, (int) number("--ops", 200), nodes, fault());
  }

  private PlantedFault fault() {
    int at = words.indexOf("--fault");
    if (at < 0) return PlantedFault.NONE;
    return PlantedFault.valueOf(after(at).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private long number(String option, long otherwise) {
    int at = words.indexOf(option);
    if (at < 0) return otherwise;
    try {
      return Long.parseLong(after(at));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not " + after(at));
    }
  }

  private String after(int at) {
    if (at + 1 >= words.size())
      throw new IllegalArgumentException(words.get(at) + " needs a value");
    return words.get(at + 1);
  }

  private static String summary(long seed, Verdict verdict) {
    return String.format(
        Locale.ROOT,
        "seed %d: %s; trace %016x, %d writes, %d acknowledged, %d owed, %d deletes forgotten, %d events in %d s",
        seed,
        verdict.isGood() ? "good" : verdict.broken(),
        verdict.traceHash(),
        verdict.figures().writes(),
        verdict.figures().acknowledged(),
        verdict.figures().owed(),
        verdict.figures().reaped(),
        verdict.figures().events(),
        verdict.figures().virtualMillis() / 1000);
  }
}

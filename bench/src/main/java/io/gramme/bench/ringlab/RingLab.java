package io.gramme.bench.ringlab;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Deals rings by every partitioning strategy of the paper (§6.2), holds their balance against the
 * paper's figures, and prices their membership in large rings.
 *
 * <p>Exit codes: 0 if every curve is within the tolerance of the paper's, 1 if not, 2 if it was
 * asked wrongly or could not write.
 */
@Command(
    name = "ring-lab",
    mixinStandardHelpOptions = true,
    description = {
      "Deals rings by strategies 1, 2 and 3 of the Dynamo paper (section 6.2), by a",
      "fourth, and by Gramme's own rule; compares their balance with Figures 6 and 8",
      "of the paper, and says what membership costs in large rings. Exits with 0 only",
      "if every curve is within 0.03 of the paper's."
    })
public final class RingLab implements Callable<Integer> {

  /** How far a curve may be from the paper's values, which were read off a figure. */
  static final double TOLERANCE = 0.03;

  private static final int MOST_RINGS = 10_000;
  private static final int RINGS_PER_FIGURE_6_RING = 2;
  private static final int RINGS_PER_POPULAR_RING = 8;
  private static final int POPULAR_KEYS = 100_000;
  private static final int POPULAR_ENTRIES = 1920;

  /**
   * Chosen off the edges: no strategy just reaches it, or just fails to, with a power of two of
   * tokens, so that chance does not decide by a factor of two.
   */
  private static final double PRICED_EFFICIENCY = 0.86;

  private static final double[] EXPONENTS = {0, .5, .7, Figure6.EXPONENT, 1};

  @Spec private CommandSpec spec;

  @Option(names = "--svg", paramLabel = "DIR", description = "draw figure-8.svg and figure-6.svg")
  private List<Path> svg = List.of();

  @Option(
      names = "--rings",
      paramLabel = "N",
      description = "rings per value of Figure 8, 1 to 10000 (default: ${DEFAULT-VALUE})")
  private int rings = 320;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of all that is random (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description = "nodes of the rings to price, 4 to 10000 (default: 1000,10000)")
  private List<Integer> sizes = List.of(1_000, 10_000);

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, ready to be given its arguments. */
  static CommandLine commandLine() {
    return new CommandLine(new RingLab());
  }

  @Override
  public Integer call() {
    if (rings < 1 || rings > MOST_RINGS)
      throw new ParameterException(spec.commandLine(), "--rings must be 1 to " + MOST_RINGS);
    List<Prices> asked = prices();
    try {
      return run(new Report(spec.commandLine().getOut()), asked);
    } catch (UncheckedIOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("cannot draw: " + e.getCause().getMessage());
      return 2;
    }
  }

  private List<Prices> prices() {
    try {
      return sizes.stream().map(nodes -> new Prices(nodes, PRICED_EFFICIENCY, seed)).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int run(Report report, List<Prices> asked) {
    Figure8 figure8 = new Figure8(rings, seed);
    List<Curve> curves = figure8.curves();
    Curve claimed = figure8.claimed();
    report.figure8(curves, claimed, rings);
    int fewer = Math.max(1, rings / RINGS_PER_POPULAR_RING);
    Popularity popularity = new Popularity(fewer, POPULAR_KEYS, POPULAR_ENTRIES, seed);
    report.popularity(popularity, popular(popularity));
    fewer = Math.max(1, rings / RINGS_PER_FIGURE_6_RING);
    Figure6 figure6 = new Figure6(fewer, seed);
    Curve imbalance = figure6.curve();
    report.figure6(imbalance, fewer);
    for (Path directory : svg) {
      Drawings drawings = new Drawings(directory);
      drawings.write("figure-8.svg", Drawings.figure8(curves, claimed));
      drawings.write("figure-6.svg", Drawings.figure6(imbalance));
    }
    for (Prices prices : asked) report.prices(prices, prices.all());
    if (!asked.isEmpty()) report.legend();
    List<Verdict> verdicts = new ArrayList<>(Figure8.verdicts(curves, TOLERANCE));
    verdicts.add(Figure6.verdict(imbalance, TOLERANCE));
    report.verdicts(verdicts);
    return verdicts.stream().allMatch(Verdict::within) ? 0 : 1;
  }

  private static List<Curve> popular(Popularity popularity) {
    return Figure8.CANDIDATES.stream().map(one -> popularity.curve(one, EXPONENTS)).toList();
  }
}

package io.gramme.bench.ringlab;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** What was found, as tables for a terminal of 100 columns. */
final class Report {

  private static final long KEYS_PER_NODE = 1_000_000;
  private static final double SECOND_LINE_FROM = 2048;

  private final PrintWriter out;

  Report(PrintWriter out) {
    this.out = out;
  }

  /** Our curves beside the paper's, size by size. */
  void figure8(List<Curve> ours, Curve claimed, int rings) {
    line("Figure 8: efficiency (average load / load of the hottest node) by entries of metadata");
    line(
        "  %d nodes, N=%d, every key as popular as any other, average of %d rings;",
        Figure8.NODES, Figure8.REPLICAS, rings);
    line("  (in brackets: values read off Figure 8 of the paper)");
    line("");
    line(
        "  %8s   %-14s %-14s %-14s %s",
        "entries", "strategy 1", "strategy 2", "strategy 3", "strategy 4");
    for (double entries : ours.get(0).points().keySet()) {
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %8.0f  ", entries));
      for (int i = 0; i < ours.size(); i++) {
        row.append(String.format(Locale.ROOT, " %.3f", ours.get(i).at(entries)));
        if (i < Figure8.PAPER.size()) {
          row.append(String.format(Locale.ROOT, " (%.2f)  ", Figure8.PAPER.get(i).at(entries)));
        }
      }
      line("%s", row);
    }
    line("");
    line("  Gramme's own ring (strategy 3, no node twice in a row), by partitions:");
    line("    %s", joined(claimed.points().headMap(SECOND_LINE_FROM), "%.0f: %.3f"));
    line("    %s", joined(claimed.points().tailMap(SECOND_LINE_FROM), "%.0f: %.3f"));
    line("");
  }

  /** What popular keys do to them. */
  void popularity(Popularity measured, List<Curve> curves) {
    line(
        "The same at %d entries, with %,d keys in use whose popularity is Zipf's, by exponent:",
        measured.entries(), measured.keys());
    for (Curve curve : curves) {
      line("    %s  %s", curve.name(), joined(curve.points(), "%.2f: %.3f"));
    }
    line("");
  }

  /** The share of nodes out of balance, load by load. */
  void figure6(Curve ours, int rings) {
    line("Figure 6: share of nodes whose load is 15 %% or more off the average, by load");
    line(
        "  %d nodes, N=%d, strategy 3; %,d keys in use at the peak, Zipf %.2f; average of %d rings",
        Figure8.NODES, Figure8.REPLICAS, Figure6.KEYS_AT_PEAK, Figure6.EXPONENT, rings);
    line("");
    line("  %14s   %s", "load / peak", "out of balance");
    for (double load : ours.points().keySet()) {
      boolean known = Figure6.PAPER.points().containsKey(load);
      String paper = known ? String.format(Locale.ROOT, " (%.2f)", Figure6.PAPER.at(load)) : "";
      line("  %14.3f   %.3f%s", load, ours.at(load), paper);
    }
    line("");
  }

  /** What membership costs at one size. */
  void prices(Prices asked, List<Price> prices) {
    line(
        "%,d nodes, N=%d: the fewest tokens per node for an efficiency of %.2f, a join or leave"
            + " included",
        asked.nodes(), Figure8.REPLICAS, asked.efficiency());
    line(
        "  %-11s%11s%11s%11s%13s%14s",
        "", "per node", "efficiency", "entries", "bytes kept", "bytes / join");
    for (Price price : prices) {
      if (price instanceof Price.Known known) {
        line(
            "  %-11s%,11.1f%11.3f%,11d%,13d%,14d",
            known.name(),
            known.perNode(),
            known.efficiency(),
            known.metadata().entries(),
            known.metadata().bytes(),
            known.joinBytes());
      } else if (price instanceof Price.None none) {
        line("  %-11s no ring: %s", none.name(), none.reason());
      }
    }
    line("");
    movements(asked, prices);
  }

  private void movements(Prices asked, List<Price> prices) {
    line("  %-18s%15s%13s%13s%10s%12s", "", "keys copied", "whole", "cut", "nodes", "new trees");
    for (Price price : prices) {
      if (price instanceof Price.Known known) {
        movement(known.name() + " join", asked.nodes(), known.join());
        movement(known.name() + " leave", asked.nodes(), known.leave());
      }
    }
    double keys = (double) KEYS_PER_NODE * asked.nodes();
    line(
        "  %-18s%,15.0f  (an even share for the newcomer)",
        "even, join", keys * Figure8.REPLICAS / (asked.nodes() + 1));
    line(
        "  %-18s%,15.0f  (what an average node held)",
        "even, leave", keys * Figure8.REPLICAS / asked.nodes());
    line("");
  }

  private void movement(String name, int nodes, Movement moved) {
    line(
        "  %-18s%,15.0f%,13d%,13d%,10d%,12d",
        name,
        moved.keyShare() * KEYS_PER_NODE * nodes,
        moved.whole(),
        moved.cut(),
        moved.touched(),
        moved.newTrees());
  }

  /** What the columns of the prices mean. */
  void legend() {
    line(
        "  bytes kept    16 for a token's place where it is random, 1 or 2 for its owner's number;");
    line("                the table of members, alike in every strategy, comes on top");
    line("  bytes / join  the least that tells of one join; a full exchange is the bytes kept");
    line("  keys copied   for %,d keys per node, each stored N times", KEYS_PER_NODE);
    line("  whole, cut    ranges copied as they were, and parts that a scan must find in a range");
    line("  nodes         that get or give up any key");
    line("  new trees     hash trees (a range on a node) whose range did not exist before");
    line("");
  }

  /** Whether all is as the paper has it. */
  void verdicts(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) line("%s", verdict.line());
    out.flush();
  }

  private static String joined(SortedMap<Double, Double> points, String format) {
    StringBuilder row = new StringBuilder();
    points.forEach(
        (x, y) -> {
          if (row.length() > 0) row.append("  ");
          row.append(String.format(Locale.ROOT, format, x, y));
        });
    return row.toString();
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}

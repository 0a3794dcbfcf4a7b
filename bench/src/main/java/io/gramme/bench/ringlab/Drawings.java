package io.gramme.bench.ringlab;

import io.gramme.bench.ringlab.Chart.Axis;
import io.gramme.bench.ringlab.Chart.Form;
import io.gramme.bench.ringlab.Chart.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two figures as SVG files. */
final class Drawings {

  private static final int CLAIMED_COLOUR = 4;

  private final Path directory;

  /** Into a directory, which is made when the first drawing is. */
  Drawings(Path directory) {
    this.directory = directory;
  }

  /** Our curves as lines, the paper's values as rings, this store's own as a line. */
  static Chart figure8(List<Curve> ours, Curve claimed) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      // What has no counterpart in the paper lies on another curve.
      Form form = i < Figure8.PAPER.size() ? Form.LINE : Form.DASHES;
      series.add(new Series(ours.get(i).name(), ours.get(i), form, i));
    }
    series.add(new Series("Gramme's ring", claimed, Form.LINE, CLAIMED_COLOUR));
    for (int i = 0; i < Figure8.PAPER.size(); i++) {
      Curve paper = Figure8.PAPER.get(i);
      series.add(new Series("paper, " + paper.name(), paper, Form.MARKS, i));
    }
    List<Double> sizes = List.of(60.0, 240.0, 960.0, 3840.0, 15_360.0);
    return new Chart(
        "Load balancing efficiency by size of membership metadata (S=30, N=3)",
        new Axis("entries of metadata kept at each node", 50, 40_000, true, sizes),
        new Axis(
            "average load / highest load", 0.4, 1, false, List.of(.4, .5, .6, .7, .8, .9, 1.0)),
        series);
  }

  /** Our curve as a line, the paper's two values as rings. */
  static Chart figure6(Curve ours) {
    return new Chart(
        "Nodes out of balance by load",
        new Axis("load / peak load", 0, 1.05, false, List.of(.125, .25, .5, .75, 1.0)),
        new Axis(
            "share of nodes 15 % or more off the average", 0, .3, false, List.of(0.0, .1, .2, .3)),
        List.of(
            new Series("Zipf " + Figure6.EXPONENT, ours, Form.LINE, 0),
            new Series("paper", Figure6.PAPER, Form.MARKS, 0)));
  }

  /**
   * Writes a drawing.
   *
   * @throws UncheckedIOException if the directory cannot be made or written to
   */
  void write(String name, Chart chart) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(name), chart.svg());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

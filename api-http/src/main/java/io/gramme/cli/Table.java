package io.gramme.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows under headings, in columns as wide as need be; numbers stand to the right.
 *
 * @param headings one for each column
 * @param rows with as many cells each
 */
record Table(List<String> headings, List<List<String>> rows) {

  private static final String GAP = "  ";

  Table {
    headings = List.copyOf(headings);
    rows = List.copyOf(rows);
  }

  static Table of(String... headings) {
    return new Table(List.of(headings), List.of());
  }

  /** This with one row more. */
  Table row(Object... cells) {
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of(cells).stream().map(String::valueOf).toList());
    return new Table(headings, more);
  }

  /** The lines to print; none for a table without rows. */
  List<String> lines() {
    if (rows.isEmpty()) return List.of();
    List<String> lines = new ArrayList<>();
    lines.add(line(headings));
    rows.forEach(row -> lines.add(line(row)));
    return Collections.unmodifiableList(lines);
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < headings.size(); i++) {
      String cell = cells.get(i);
      String blanks = " ".repeat(width(i) - cell.length());
      line.append(i == 0 ? "" : GAP).append(isNumeric(i) ? blanks + cell : cell + blanks);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(headings.get(column).length(), Math::max);
  }

  private boolean isNumeric(int column) {
    return rows.stream()
        .allMatch(row -> row.get(column).matches("-|[0-9][0-9.]*( [kMGT]?B(/s)?)?"));
  }
}

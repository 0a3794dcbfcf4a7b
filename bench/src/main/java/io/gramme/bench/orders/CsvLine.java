package io.gramme.bench.orders;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of comma-separated values (RFC 4180), without line breaks inside of fields.
 *
 * @param fields at least one, quotes removed
 */
record CsvLine(List<String> fields) {

  CsvLine {
    fields = List.copyOf(fields);
  }

  /**
   * Splits a line at its commas; a comma within double quotes is part of its field, and a doubled
   * quote there is one quote.
   *
   * @throws IllegalArgumentException if a quote is left open, or text follows a closing quote
   */
  static CsvLine parse(String line) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      at = line.startsWith("\"", at) ? quoted(line, at + 1, field) : plain(line, at, field);
      fields.add(field.toString());
      if (at == line.length()) return new CsvLine(fields);
      if (line.charAt(at) != ',') throw new IllegalArgumentException("text after quote: " + line);
      at++;
    }
  }

  private static int plain(String line, int from, StringBuilder field) {
    int comma = line.indexOf(',', from);
    int end = comma < 0 ? line.length() : comma;
    field.append(line, from, end);
    return end;
  }

  private static int quoted(String line, int from, StringBuilder field) {
    for (int at = from; ; at++) {
      int quote = line.indexOf('"', at);
      if (quote < 0) throw new IllegalArgumentException("open quote: " + line);
      field.append(line, at, quote);
      if (!line.startsWith("\"\"", quote)) return quote + 1;
      field.append('"');
      at = quote + 1;
    }
  }
}

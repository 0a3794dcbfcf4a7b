package io.gramme.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened, in order. Always a running hash of it, by which two runs of one seed are compared;
 * the words only where they are wanted, since most histories are never read.
 */
final class Trace {

  /** For what concerns no key, or all of them. */
  static final int EVERYTHING = -1;

  private record Line(int item, String words) {}

  private final Timeline timeline;
  private final boolean keepsWords;
  private final List<Line> lines = new ArrayList<>();
  private long hash = 17;

  Trace(Timeline timeline, boolean keepsWords) {
    this.timeline = timeline;
    this.keepsWords = keepsWords;
  }

  /**
   * Notes what happened.
   *
   * @param item the number of the key, or {@link #EVERYTHING}
   * @param details numbers, names and texts: what hashes alike in every process
   */
  void note(int item, String what, Object... details) {
    hash = hash * 31 + timeline.nowMillis();
    hash = hash * 31 + item;
    hash = hash * 31 + what.hashCode();
    for (Object detail : details) hash = hash * 31 + detail.hashCode();
    if (keepsWords) lines.add(new Line(item, line(item, what, details)));
  }

  private String line(int item, String what, Object... details) {
    StringBuilder line = new StringBuilder();
    line.append(String.format("%9d ms  ", timeline.nowMillis()));
    line.append(item == EVERYTHING ? "       " : String.format("key %-2d ", item)).append(what);
    for (Object detail : details) line.append(' ').append(detail);
    return line.toString();
  }

  long hash() {
    return hash;
  }

  /** Everything, a line each. */
  String words() {
    return lines.stream().map(Line::words).collect(Collectors.joining("\n"));
  }

  /** What bears on one key: what was noted of it, and what concerns every key. */
  String wordsOf(int item) {
    return lines.stream()
        .filter(line -> item == EVERYTHING || line.item() == item || line.item() == EVERYTHING)
        .map(Line::words)
        .collect(Collectors.joining("\n"));
  }
}

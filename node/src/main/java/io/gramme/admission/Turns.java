package io.gramme.admission;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who waits for a slice: a line for every kind of work, first come first served, and the lines
 * served in turn, so that no kind starves another. Every line has a bound of its own, so that no
 * kind crowds out another either. Not thread-safe.
 *
 * @param <A> who waits
 */
final class Turns<A> {

  private static final Work[] KINDS = Work.values();

  /** Whose turn it is. */
  record Turn<A>(Work kind, A asker) {}

  private final int limit;
  private final Map<Work, ArrayDeque<A>> lines = new EnumMap<>(Work.class);
  private int nextKind;

  /**
   * @param limit how many may wait in each line
   */
  Turns(int limit) {
    this.limit = limit;
    for (Work kind : KINDS) lines.put(kind, new ArrayDeque<>());
  }

  /** Takes the last place in the line of a kind; false if the line is full. */
  boolean add(Work kind, A asker) {
    ArrayDeque<A> line = lines.get(kind);
    return line.size() < limit && line.add(asker);
  }

  boolean isEmpty() {
    return lines.values().stream().allMatch(ArrayDeque::isEmpty);
  }

  int waiting(Work kind) {
    return lines.get(kind).size();
  }

  /** The one whose turn it is leaves its line; empty if nobody waits. */
  Optional<Turn<A>> next() {
    for (int i = 0; i < KINDS.length; i++) {
      Work kind = KINDS[(nextKind + i) % KINDS.length];
      ArrayDeque<A> line = lines.get(kind);
      if (line.isEmpty()) continue;
      nextKind = (kind.ordinal() + 1) % KINDS.length;
      return Optional.of(new Turn<>(kind, line.removeFirst()));
    }
    return Optional.empty();
  }
}

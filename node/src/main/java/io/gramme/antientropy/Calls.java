package io.gramme.antientropy;

import io.gramme.model.Key;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The questions of a session that have not been answered.
 *
 * @param last the number of the last question put, 0 before the first
 * @param open by number
 */
record Calls(long last, SortedMap<Long, Call> open) {

  static final Calls NONE = new Calls(0, new TreeMap<>());

  /**
   * A question put to one side.
   *
   * @param ticks that it has waited through
   */
  record Call(Side side, Question question, int ticks) {

    /** A first tick may come at once; those that saw another have waited a whole patience. */
    boolean isDue() {
      return ticks > 1;
    }
  }

  /** With one more, whose number is {@link #last} from now on. */
  Calls ask(Side side, Question question) {
    SortedMap<Long, Call> more = new TreeMap<>(open);
    more.put(last + 1, new Call(side, question, 0));
    return new Calls(last + 1, more);
  }

  Optional<Call> call(long number) {
    return Optional.ofNullable(open.get(number));
  }

  Calls without(long number) {
    SortedMap<Long, Call> fewer = new TreeMap<>(open);
    fewer.remove(number);
    return new Calls(last, fewer);
  }

  /** Without any about a key. */
  Calls without(Key key) {
    SortedMap<Long, Call> fewer = new TreeMap<>(open);
    fewer.values().removeIf(call -> isAbout(key, call));
    return new Calls(last, fewer);
  }

  /** Without any, but counting on. */
  Calls withoutAll() {
    return new Calls(last, new TreeMap<>());
  }

  /** The keys that open questions are about. */
  Set<Key> keys() {
    return open.values().stream()
        .map(Call::question)
        .filter(Question.OfKey.class::isInstance)
        .map(question -> ((Question.OfKey) question).key())
        .collect(Collectors.toSet());
  }

  /** After one more tick. */
  Calls older() {
    SortedMap<Long, Call> older = new TreeMap<>(open);
    older.replaceAll((n, call) -> new Call(call.side(), call.question(), call.ticks() + 1));
    return new Calls(last, older);
  }

  boolean hasWaited(int ticks) {
    return open.values().stream().anyMatch(call -> call.ticks() > ticks);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  private static boolean isAbout(Key key, Call call) {
    return call.question() instanceof Question.OfKey about && about.key().equals(key);
  }
}

package io.gramme.stories;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What was acknowledged. A value has one or more lines, and writers only ever add lines to what
 * they have seen; so each line that was acknowledged must be found under its key for ever, in the
 * version that brought it, or in one whose writer had seen it. Safe for any number of threads.
 */
final class History {

  private final Map<Place, Set<String>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  /** Remembers that a write was acknowledged which brought this line. */
  void acknowledged(Place place, String line) {
    acknowledged.computeIfAbsent(place, key -> ConcurrentHashMap.newKeySet()).add(line);
    size.incrementAndGet();
  }

  /** What was acknowledged until now, to which nothing is added. */
  History copy() {
    History copy = new History();
    acknowledged.forEach((place, lines) -> lines.forEach(line -> copy.acknowledged(place, line)));
    return copy;
  }

  /** How many writes were acknowledged. */
  int size() {
    return size.get();
  }

  /** Where something was acknowledged. */
  Set<Place> places() {
    return Set.copyOf(acknowledged.keySet());
  }

  /**
   * The acknowledged writes that a reader does not find, in words.
   *
   * @param readQuorum with which every place is read
   */
  List<String> missingFor(StoreClient reader, Object readQuorum) {
    return acknowledged.keySet().parallelStream()
        .flatMap(place -> missing(place, reader, readQuorum).stream())
        .toList();
  }

  private Optional<String> missing(Place place, StoreClient reader, Object readQuorum) {
    Answer answer = StoreClient.insisting(() -> reader.get(place.with("r", readQuorum)));
    Set<String> lost = new HashSet<>(acknowledged.get(place));
    lost.removeAll(answer.lines());
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of(place + " lacks " + lost + ": " + answer.status() + " " + answer.values());
  }
}

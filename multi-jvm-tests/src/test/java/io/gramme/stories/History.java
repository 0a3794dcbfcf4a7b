package io.gramme.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was acknowledged: each place is written once, so its value must be found there for ever.
 * Safe for any number of threads.
 */
final class History {

  private final Map<Place, String> acknowledged = new ConcurrentHashMap<>();

  /** Remembers that a write was acknowledged. */
  void acknowledged(Place place, String value) {
    acknowledged.put(place, value);
  }

  /** How many writes were acknowledged. */
  int size() {
    return acknowledged.size();
  }

  /**
   * The acknowledged writes that a reader does not find, in words.
   *
   * @param readQuorum with which every place is read
   */
  List<String> missingFor(StoreClient reader, Object readQuorum) {
    List<String> missing = new ArrayList<>();
    acknowledged.forEach(
        (place, value) -> {
          Answer answer = StoreClient.insisting(() -> reader.get(place.with("r", readQuorum)));
          if (!answer.values().contains(value))
            missing.add(place.key() + " with " + answer.status() + " " + answer.values());
        });
    return missing;
  }
}

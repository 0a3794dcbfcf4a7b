package io.gramme.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who failed to answer lately, and is passed over for a moment. Thread-safe; as many at the most as
 * there are nodes, since a moment ends.
 */
final class Suspects {

  private static final long MOMENT_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<Endpoint, Long> since = new HashMap<>();

  /** A node gave no answer at {@code nanos}. */
  synchronized void failed(Endpoint node, long nanos) {
    since.put(node, nanos);
  }

  /** A node answered. */
  synchronized void answered(Endpoint node) {
    if (!since.isEmpty()) since.remove(node);
  }

  /** Those whom the moment has not ended for at {@code nanos}. */
  synchronized Set<Endpoint> at(long nanos) {
    if (since.isEmpty()) return Set.of();
    since.values().removeIf(then -> nanos - then > MOMENT_NANOS);
    return new HashSet<>(since.keySet());
  }
}

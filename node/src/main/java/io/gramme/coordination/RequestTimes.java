package io.gramme.coordination;

import java.time.Duration;

/**
 * How long one request may take.
 *
 * @param timeout until its client is answered, whatever has come
 * @param patience how long a node may be silent before another is asked in its place; at least a
 *     millisecond
 */
record RequestTimes(Duration timeout, Duration patience) {

  RequestTimes {
    if (patience.toMillis() < 1) patience = Duration.ofMillis(1);
  }

  /**
   * The same for a write that another node has forwarded: half the patience, so that stand-ins have
   * answered here before the asker takes this node itself for silent and tries another.
   */
  RequestTimes forwarded() {
    return new RequestTimes(timeout, patience.dividedBy(2));
  }
}

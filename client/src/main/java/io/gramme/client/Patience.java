package io.gramme.client;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect for a connection
 * @param attempt for one answer of one node
 * @param operation for all attempts and the pauses between them; nothing is begun after it
 */
public record Patience(Duration connect, Duration attempt, Duration operation) {

  /** Refuses less than a millisecond of each. */
  public Patience {
    for (Duration each : new Duration[] {connect, attempt, operation}) {
      if (each.toMillis() < 1)
        throw new IllegalArgumentException("patience: 1 ms or more, not " + each);
    }
  }
}

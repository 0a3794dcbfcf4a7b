package io.gramme.client;

import java.time.Duration;

/**
 * How long to wait before asking again: twice as long each time up to a cap, of which a random half
 * to whole, so that clients that were refused together do not come back together.
 *
 * @param first the longest pause after the first attempt, 1 ms or more
 * @param cap the longest of all
 * @param attempts how often to ask at most, the first time included, 1 or more
 */
public record Backoff(Duration first, Duration cap, int attempts) {

  private static final int MOST_DOUBLINGS = 20;

  /** Refuses no attempt at all, and pauses that do not grow. */
  public Backoff {
    if (attempts < 1) throw new IllegalArgumentException("attempts: 1 or more, not " + attempts);
    if (first.toMillis() < 1 || cap.compareTo(first) < 0)
      throw new IllegalArgumentException("pauses grow from 1 ms or more to their cap");
  }

  /**
   * The pause after an attempt.
   *
   * @param attempt 0 for the first
   * @param chance from 0 to 1
   */
  Duration pause(int attempt, double chance) {
    long doubled = first.toMillis() << Math.min(attempt, MOST_DOUBLINGS);
    return Duration.ofMillis((long) (Math.min(doubled, cap.toMillis()) * (0.5 + chance / 2)));
  }
}

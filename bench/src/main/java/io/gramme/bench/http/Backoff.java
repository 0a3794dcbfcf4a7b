package io.gramme.bench.http;

import java.time.Duration;

/**
 * How long to wait before asking again: twice as long each time up to a cap, of which a random half
 * to whole, so that clients that were refused together do not come back together.
 *
 * @param attempts how often to ask at most, the first time included
 */
public record Backoff(Duration first, Duration cap, int attempts) {

  /** Ten attempts within about ten seconds: as long as a node may need to notice a dead one. */
  public static final Backoff PATIENT =
      new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), 10);

  private static final int MAX_DOUBLINGS = 20;

  public Backoff {
    if (attempts < 1) throw new IllegalArgumentException("no attempt at all");
  }

  /**
   * The pause after a failed attempt.
   *
   * @param attempt 0 for the first
   * @param chance from 0 to 1
   */
  public Duration pause(int attempt, double chance) {
    long doubled = first.toMillis() << Math.min(attempt, MAX_DOUBLINGS);
    return Duration.ofMillis((long) (Math.min(doubled, cap.toMillis()) * (0.5 + chance / 2)));
  }
}

package io.gramme.handoff;

import io.gramme.handoff.DeliveryRound.Ending;

/**
 * When the hints of a home are looked through next.
 *
 * @param scanEveryMillis how often, if nothing goes wrong
 * @param failures passes in a row that came to nothing
 * @param nextMillis when, by a clock that never goes back
 */
public record DeliveryPlan(long scanEveryMillis, int failures, long nextMillis) {

  /** A node that has come back is not told everything by everybody at once. */
  static final long LONGEST_START_MILLIS = 2_000;

  static final long SHORTEST_BACKOFF_MILLIS = 1_000;
  static final long LONGEST_BACKOFF_MILLIS = 30_000;
  static final int MOST_DOUBLINGS = 4;

  /**
   * The plan of a buffer that has just started.
   *
   * @param dice from 0 to 1
   */
  public static DeliveryPlan begin(long scanEveryMillis, long nowMillis, double dice) {
    return new DeliveryPlan(scanEveryMillis, 0, nowMillis + jitter(dice));
  }

  /**
   * The home can be reached again, or the ring has changed.
   *
   * @param dice from 0 to 1
   */
  public DeliveryPlan onChance(long nowMillis, double dice) {
    long soon = nowMillis + jitter(dice);
    return new DeliveryPlan(
        scanEveryMillis, 0, nextMillis <= nowMillis ? soon : Math.min(nextMillis, soon));
  }

  /**
   * A pass has ended. After trouble the next comes the later the less helped before; a pass that
   * moved nothing though there was something to move is repeated ever more seldom, too.
   *
   * @param confirmed hints that the pass has brought to a replica
   * @param dice from 0 to 1
   */
  public DeliveryPlan onEnded(Ending ending, int confirmed, long nowMillis, double dice) {
    boolean isTrouble = ending != Ending.COMPLETE;
    int inARow = confirmed > 0 ? 0 : Math.min(failures, MOST_DOUBLINGS);
    if (isTrouble) {
      long backoff = Math.min(LONGEST_BACKOFF_MILLIS, SHORTEST_BACKOFF_MILLIS << inARow);
      return new DeliveryPlan(
          scanEveryMillis, inARow + 1, nowMillis + backoff / 2 + (long) (dice * backoff / 2));
    }
    return new DeliveryPlan(
        scanEveryMillis, confirmed > 0 ? 0 : inARow + 1, nowMillis + (scanEveryMillis << inARow));
  }

  /** Whether it is time for that. */
  public boolean isDue(long nowMillis) {
    return nowMillis >= nextMillis;
  }

  private static long jitter(double dice) {
    return (long) (dice * LONGEST_START_MILLIS);
  }
}

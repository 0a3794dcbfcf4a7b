package io.gramme.client;

import java.time.Duration;

/**
 * Decides after each attempt of an operation that brought no answer whether another follows, and
 * when.
 *
 * @param isRepeatable whether it does no harm to do the operation twice
 * @param backoff how often to ask, and how long to pause
 * @param nodes how many different nodes there are to ask, 1 or more
 * @param made how many attempts failed so far
 * @param mayBeDone whether one of them may have been done all the same
 */
record Attempts(boolean isRepeatable, Backoff backoff, int nodes, int made, boolean mayBeDone) {

  /** Why an attempt brought no answer. */
  enum Failure {
    /** No connection came about: no node has seen the request. */
    NOT_SENT,
    /** The connection broke or the answer took too long: it may have been done. */
    LOST,
    /** 503: the node can not, or not enough replicas could in time; it may have been done. */
    UNAVAILABLE
  }

  /** What follows a failure. */
  sealed interface Next {}

  /**
   * Another attempt.
   *
   * @param pause before it
   */
  record Again(Attempts attempts, Duration pause) implements Next {}

  /** No other attempt. */
  record GiveUp(boolean mayBeDone) implements Next {}

  /** Before the first attempt. */
  static Attempts begin(boolean isRepeatable, Backoff backoff, int nodes) {
    return new Attempts(isRepeatable, backoff, nodes, 0, false);
  }

  /**
   * An attempt failed.
   *
   * @param welcome when the node says that it is worth to try again; zero if it does not say
   * @param chance from 0 to 1
   * @param left until the operation must have ended
   */
  Next onFailure(Failure failure, Duration welcome, double chance, Duration left) {
    boolean unsure = mayBeDone || failure != Failure.NOT_SENT;
    int failed = made + 1;
    boolean isAllowed = isRepeatable || !unsure;
    if (!isAllowed || failed >= backoff.attempts()) return new GiveUp(unsure);
    Duration pause = pause(failure, failed, welcome, chance);
    if (pause.compareTo(left) >= 0) return new GiveUp(unsure);
    return new Again(new Attempts(isRepeatable, backoff, nodes, failed, unsure), pause);
  }

  /** A node not asked yet is asked at once if this one is dead, and soon if it is only busy. */
  private Duration pause(Failure failure, int failed, Duration welcome, double chance) {
    boolean hasFreshNode = failed < nodes;
    if (hasFreshNode && failure == Failure.NOT_SENT) return Duration.ZERO;
    Duration pause = backoff.pause(failed - 1, chance);
    return hasFreshNode || pause.compareTo(welcome) >= 0 ? pause : welcome;
  }
}

package io.gramme.antientropy;

import io.gramme.antientropy.Outcome.Ending;

/**
 * What the calendar knows of one pair. Moments are the calendar's own count, which goes up with
 * every beginning and every wish; times are milliseconds. Its owner, the calendar, is the only
 * caller.
 */
final class Standing {

  private static final int MOST_DOUBLINGS = 20;

  private final Pair pair;
  private int leastReplicas;
  private boolean initiates;

  private boolean running;
  private long begunAt;
  private long comparedAt;
  private long wantedAt;

  private long dueMillis;
  private long notBeforeMillis;
  private int failures;
  private long agreedMillis = -1;
  private Outcome last = Outcome.NONE;

  Standing(Pair pair, long dueMillis) {
    this.pair = pair;
    this.dueMillis = dueMillis;
  }

  Pair pair() {
    return pair;
  }

  /** The least number of replicas with which both are primaries of a key. */
  int leastReplicas() {
    return leastReplicas;
  }

  /**
   * Where the two stand in the partition's preference list now, from 0.
   *
   * @param begins whether this node begins the regular sessions, so that they are not held twice
   */
  void stand(int here, int there, boolean begins) {
    leastReplicas = Math.max(here, there) + 1;
    initiates = begins;
  }

  boolean initiates() {
    return initiates;
  }

  boolean isRunning() {
    return running;
  }

  /** Whether somebody waits for a comparison that begins from now on, or from earlier on. */
  boolean isWanted() {
    return wantedAt > comparedAt;
  }

  /** Whether a session that began after a moment has made both equal. */
  boolean isComparedSince(long moment) {
    return comparedAt > moment;
  }

  void want(long moment) {
    wantedAt = moment;
  }

  /** The peer is back: what failed because it was away says nothing any more. */
  void forgive() {
    failures = 0;
    notBeforeMillis = 0;
  }

  /** When the next session may begin, and must unless it is only regular and begun by the peer. */
  long nextMillis() {
    return isWanted() ? notBeforeMillis : Math.max(dueMillis, notBeforeMillis);
  }

  void begin(long moment) {
    running = true;
    begunAt = moment;
  }

  /**
   * A session has ended.
   *
   * @param moment of the calendar
   * @param dice from 0 to 1
   */
  void end(Outcome outcome, Calendar.Pace pace, long moment, long nowMillis, double dice) {
    running = false;
    last = outcome;
    if (outcome.isComplete()) {
      failures = 0;
      comparedAt = begunAt;
      agreedMillis = nowMillis;
      notBeforeMillis = 0;
      dueMillis = nowMillis + (long) (pace.every().toMillis() * (0.75 + dice / 2));
    } else if (outcome.ending() == Ending.ENOUGH_FOR_NOW) {
      failures = 0;
      notBeforeMillis = nowMillis;
      wantedAt = moment;
    } else {
      notBeforeMillis = nowMillis + (long) (backoffMillis(pace) * (0.5 + dice));
      dueMillis = nowMillis;
      failures++;
    }
  }

  private long backoffMillis(Calendar.Pace pace) {
    long backoff = pace.shortestBackoff().toMillis() << Math.min(failures, MOST_DOUBLINGS);
    return Math.min(backoff, pace.every().toMillis());
  }

  /** When this node last saw both to be equal, or made them so; -1 for not since it started. */
  long agreedMillis() {
    return agreedMillis;
  }

  Outcome last() {
    return last;
  }
}

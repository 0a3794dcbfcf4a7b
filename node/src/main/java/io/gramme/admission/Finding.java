package io.gramme.admission;

/** Why background work has as many slices as it has: what the last look came to. */
public enum Finding {
  /** The disk is behind with writes, so the rate was halved. */
  WRITER_BEHIND,
  /** The last seconds were far slower than the target, so the rate was halved at once. */
  MUCH_TOO_SLOW,
  /** The minute was slower than the target and still is, so the rate was halved. */
  TOO_SLOW,
  /** The last seconds were a little slower than the target, the minute was not: the rate stays. */
  AT_THE_LIMIT,
  /** Nobody was answered since the last cut, or lately though some wait: the rate stays. */
  UNKNOWN,
  /** The minute was too slow, but the last seconds were not: the rate grows at half the pace. */
  RECOVERING,
  /** Clients are served well: the rate grows by a step. */
  FAST,
  /** There are no clients: the rate doubles. */
  IDLE
}

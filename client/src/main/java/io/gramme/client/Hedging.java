package io.gramme.client;

import java.time.Duration;

/**
 * When a read that is slow is asked of a second node too, whose answer is taken if it comes first
 * (Dean and Barroso, The Tail at Scale, 2013). At most one read in ten is, whatever happens, so
 * that servers that are all slow do not get twice the work.
 *
 * @param kind by what the moment is found
 * @param after the moment, for {@link Kind#FIXED}
 */
public record Hedging(Kind kind, Duration after) {

  /** By what the moment is found. */
  public enum Kind {
    /** Never. */
    OFF,
    /** When it has taken longer than 95 of 100 of the last reads. */
    ADAPTIVE,
    /** At a moment that was set. */
    FIXED
  }

  /** Never. */
  public static final Hedging OFF = new Hedging(Kind.OFF, Duration.ZERO);

  /** When a read has taken longer than 95 of 100 of the last ones. */
  public static final Hedging ADAPTIVE = new Hedging(Kind.ADAPTIVE, Duration.ZERO);

  /** Refuses a moment before the beginning. */
  public Hedging {
    if (after.isNegative()) throw new IllegalArgumentException("no read is slow before it begins");
  }

  /** At this moment after a read began. */
  public static Hedging after(Duration moment) {
    return new Hedging(Kind.FIXED, moment);
  }
}

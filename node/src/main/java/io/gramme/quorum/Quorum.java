package io.gramme.quorum;

import java.util.Optional;

/**
 * How many of N replicas a request wants, as the user says it: a number, or a word that follows N.
 *
 * @param kind the word, or {@link Kind#NUMBER}
 * @param number the number for that kind, else 0
 */
public record Quorum(Kind kind, int number) {

  /** The ways to say how many. */
  public enum Kind {
    NUMBER,
    ONE,
    QUORUM,
    ALL,
    DEFAULT
  }

  public static final Quorum ONE = new Quorum(Kind.ONE, 0);
  public static final Quorum QUORUM = new Quorum(Kind.QUORUM, 0);
  public static final Quorum ALL = new Quorum(Kind.ALL, 0);

  /** Whatever the bucket says. */
  public static final Quorum DEFAULT = new Quorum(Kind.DEFAULT, 0);

  public Quorum {
    if (number < 0) throw new IllegalArgumentException("a quorum of " + number);
  }

  public static Quorum of(int number) {
    return new Quorum(Kind.NUMBER, number);
  }

  /** Reads {@code one}, {@code quorum}, {@code all}, {@code default} or a number of 0 and up. */
  public static Optional<Quorum> parse(String text) {
    switch (text) {
      case "one":
        return Optional.of(ONE);
      case "quorum":
        return Optional.of(QUORUM);
      case "all":
        return Optional.of(ALL);
      case "default":
        return Optional.of(DEFAULT);
      default:
        return text.matches("[0-9]{1,9}")
            ? Optional.of(of(Integer.parseInt(text)))
            : Optional.empty();
    }
  }

  /** This, unless it leaves the choice to {@code fallback}. */
  public Quorum or(Quorum fallback) {
    return kind == Kind.DEFAULT ? fallback : this;
  }

  /**
   * The number meant with {@code replicas} replicas. May exceed it: the caller refuses that.
   *
   * @throws IllegalStateException for {@link #DEFAULT}, which means nothing by itself
   */
  public int among(int replicas) {
    return switch (kind) {
      case NUMBER -> number;
      case ONE -> 1;
      case QUORUM -> replicas / 2 + 1;
      case ALL -> replicas;
      case DEFAULT -> throw new IllegalStateException("a quorum left to a default that is missing");
    };
  }
}

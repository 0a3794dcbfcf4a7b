package io.gramme.service;

import io.gramme.quorum.Quorum;
import java.time.Duration;
import java.util.Optional;

/**
 * What one read asks for; {@link Quorum#DEFAULT} and absent flags are the bucket's.
 *
 * @param r replicas that must answer
 * @param pr primary replicas that must answer
 * @param nodeConfirms distinct nodes that must answer
 * @param basicQuorum whether to give up on a key once a majority did not find it
 * @param notfoundOk whether "not found" counts as an answer
 * @param timeout after which the client is refused
 */
public record ReadOptions(
    Quorum r, Quorum pr, Quorum nodeConfirms, Flag basicQuorum, Flag notfoundOk, Duration timeout) {

  /** Yes, no, or what the bucket says. */
  public enum Flag {
    TRUE,
    FALSE,
    DEFAULT;

    /** Reads {@code true}, {@code false} or {@code default}. */
    public static Optional<Flag> parse(String text) {
      return switch (text) {
        case "true" -> Optional.of(TRUE);
        case "false" -> Optional.of(FALSE);
        case "default" -> Optional.of(DEFAULT);
        default -> Optional.empty();
      };
    }

    /** This, or {@code fallback} where it leaves the choice. */
    public boolean or(boolean fallback) {
      return this == DEFAULT ? fallback : this == TRUE;
    }
  }

  /** Everything as the bucket says. */
  public static ReadOptions defaults(Duration timeout) {
    return new ReadOptions(
        Quorum.DEFAULT, Quorum.DEFAULT, Quorum.DEFAULT, Flag.DEFAULT, Flag.DEFAULT, timeout);
  }
}

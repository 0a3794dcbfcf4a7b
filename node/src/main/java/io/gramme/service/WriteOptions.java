package io.gramme.service;

import io.gramme.quorum.Quorum;
import java.time.Duration;
import java.util.Optional;

/**
 * What one write asks for; {@link Quorum#DEFAULT} is the bucket's.
 *
 * @param w replicas that must acknowledge
 * @param pw primary replicas that must acknowledge
 * @param dw replicas that must have made the write durable; a request that names a number has that
 *     many replicas sync it to disk (the paper's durable write, Dynamo §6.1)
 * @param nodeConfirms distinct nodes that must acknowledge
 * @param syncOnWrite who syncs to disk before acknowledging
 * @param timeout after which the client is refused
 */
public record WriteOptions(
    Quorum w,
    Quorum pw,
    Quorum dw,
    Quorum nodeConfirms,
    SyncOnWrite syncOnWrite,
    Duration timeout) {

  /** Who syncs to disk before acknowledging. */
  public enum SyncOnWrite {
    /** As the bucket says. */
    DEFAULT,
    /** As the bucket's durability says. */
    BACKEND,
    /** The coordinating replica. */
    ONE,
    /** Every replica. */
    ALL;

    /** Reads {@code default}, {@code backend}, {@code one} or {@code all}. */
    public static Optional<SyncOnWrite> parse(String text) {
      return switch (text) {
        case "default" -> Optional.of(DEFAULT);
        case "backend" -> Optional.of(BACKEND);
        case "one" -> Optional.of(ONE);
        case "all" -> Optional.of(ALL);
        default -> Optional.empty();
      };
    }
  }

  /** The same with another timeout. */
  public WriteOptions within(Duration other) {
    return new WriteOptions(w, pw, dw, nodeConfirms, syncOnWrite, other);
  }

  /** Everything as the bucket says. */
  public static WriteOptions defaults(Duration timeout) {
    return new WriteOptions(
        Quorum.DEFAULT,
        Quorum.DEFAULT,
        Quorum.DEFAULT,
        Quorum.DEFAULT,
        SyncOnWrite.DEFAULT,
        timeout);
  }
}

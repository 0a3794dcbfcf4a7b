package io.gramme.transfer;

import io.gramme.transfer.HandoverRound.Pace;
import io.gramme.vnode.VnodeProtocol.Slice;
import java.time.Duration;

/**
 * Bounds of moving partitions.
 *
 * @param atOnce the most partitions that this node fetches at once, at least 1
 * @param sliceBytes of records in one slice, 1 to {@link Slice#MOST_BYTES}; one record may be more
 * @param settle how long a partition is in the joint stage before who believes it pending is
 *     refused
 * @param patience how long an answer may take
 * @param backOff after a failure, doubled with each that follows
 */
public record TransferSettings(
    int atOnce, long sliceBytes, Duration settle, Duration patience, Duration backOff) {

  /** What a node uses unless it is told otherwise. */
  public static final TransferSettings DEFAULTS =
      new TransferSettings(
          2,
          Slice.MOST_BYTES,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  public TransferSettings {
    if (atOnce < 1) throw new IllegalArgumentException(atOnce + " at once");
    if (sliceBytes < 1 || sliceBytes > Slice.MOST_BYTES)
      throw new IllegalArgumentException("slices of " + sliceBytes + " bytes");
    if (settle.isNegative() || patience.toMillis() < 1 || backOff.toMillis() < 1)
      throw new IllegalArgumentException(settle + ", " + patience + ", " + backOff);
  }

  Pace pace() {
    return new Pace(patience, backOff, settle);
  }
}

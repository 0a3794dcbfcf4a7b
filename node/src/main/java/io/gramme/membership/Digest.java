package io.gramme.membership;

import io.gramme.ring.RingId;

/**
 * What a node's {@link RingBook} holds, in a few numbers: enough for another to see whose is newer
 * and in which part.
 *
 * @param root the first version of the ring, {@link RingId#NONE} for a blank book
 * @param version the one in force
 * @param epoch of that version, 0 for a blank book
 * @param progress digest of the marks
 * @param addresses digest of the addresses that matter
 * @param staging digest of the staged changes
 */
public record Digest(
    RingId root, RingId version, long epoch, long progress, long addresses, long staging) {

  /** Of a book with nothing in it. */
  public static final Digest BLANK = new Digest(RingId.NONE, RingId.NONE, 0, 0, 0, 0);

  /** Whether there is no ring behind it. */
  boolean isBlank() {
    return epoch == 0;
  }

  /** Whether the two can be of one ring: they have the same root, or one of them is blank. */
  boolean isAkinTo(Digest other) {
    return isBlank() || other.isBlank() || root.equals(other.root);
  }

  boolean hasLaterVersionThan(Digest other) {
    return epoch != other.epoch ? epoch > other.epoch : version.compareTo(other.version) > 0;
  }
}

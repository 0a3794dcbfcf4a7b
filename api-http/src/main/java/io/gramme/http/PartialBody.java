package io.gramme.http;

import org.apache.pekko.util.ByteString;

/**
 * A body so far. Past the limit it is read on and thrown away, so that the client gets to hear why
 * it is refused.
 *
 * @param bytes what is kept
 * @param isTooLarge whether more came than is kept
 */
record PartialBody(ByteString bytes, boolean isTooLarge) {

  static final PartialBody NOTHING = new PartialBody(ByteString.emptyByteString(), false);

  /** This and the next piece, or only the fact that it is too much. */
  PartialBody plus(ByteString piece, int maxBytes) {
    if (isTooLarge) return this;
    return bytes.size() + piece.size() > maxBytes
        ? new PartialBody(ByteString.emptyByteString(), true)
        : new PartialBody(bytes.concat(piece), false);
  }
}

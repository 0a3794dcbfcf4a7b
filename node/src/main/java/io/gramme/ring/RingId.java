package io.gramme.ring;

import io.gramme.codec.ByteReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name of a ring version, made from its content: equal content, equal id.
 *
 * @param hex 128 bits of SHA-256 in 32 lower-case hexadecimal digits
 */
public record RingId(String hex) implements Comparable<RingId> {

  /** The parent of a version that has none. */
  public static final RingId NONE = new RingId("0".repeat(32));

  private static final int BYTES = 16;

  /** Refuses what is not 32 lower-case hexadecimal digits. */
  public RingId {
    if (!hex.matches("[0-9a-f]{32}"))
      throw new IllegalArgumentException(
          "'" + hex + "' is not a ring version's id: 32 lower-case hexadecimal digits");
  }

  static RingId ofContent(byte[] content) {
    try {
      return ofBytes(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static RingId ofBytes(byte[] bytes) {
    return new RingId(HexFormat.of().formatHex(Arrays.copyOf(bytes, BYTES)));
  }

  static RingId readFrom(ByteReader in) {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) bytes[i] = (byte) in.readByte();
    return ofBytes(bytes);
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(RingId other) {
    return hex.compareTo(other.hex);
  }

  /** The first eight digits: enough for a log. */
  @Override
  public String toString() {
    return hex.substring(0, 8);
  }
}

package io.gramme.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Immutable bytes, compared by content, ordered as unsigned bytes.
 *
 * <p>The array is shared, not copied: who wraps an array hands it over, and who asks for it
 * promises to leave it as it is. Values travel from disk to socket through this type without a
 * copy.
 */
public final class Blob implements Comparable<Blob> {

  public static final Blob EMPTY = new Blob(new byte[0]);

  private final byte[] bytes;

  private Blob(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes over {@code bytes}: the caller must not change them afterwards. */
  public static Blob wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Blob(bytes);
  }

  /** The UTF-8 bytes of a text. */
  public static Blob utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy: the caller must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  /**
   * The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. For logs and pages, not for keys.
   */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Blob other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length <= 64 ? "Blob[" + printable() + "]" : "Blob[" + bytes.length + " bytes]";
  }

  private String printable() {
    for (byte b : bytes) if (b < 0x20 || b == 0x7f) return HexFormat.of().formatHex(bytes);
    return text();
  }
}

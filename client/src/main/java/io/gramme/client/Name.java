package io.gramme.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a bucket or a key is called: any 1 to {@link #MOST_BYTES} bytes. Immutable.
 *
 * <p>Most names are text, and the methods that take a {@code String} mean its UTF-8 form.
 */
public final class Name {

  /** The most bytes that a name has. */
  public static final int MOST_BYTES = 4096;

  private static final String PLAIN_MARKS = "-._~";
  private static final String HEX = "0123456789ABCDEF";

  private final byte[] bytes;

  private Name(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MOST_BYTES)
      throw new IllegalArgumentException(
          "a name has 1 to " + MOST_BYTES + " bytes, not " + bytes.length);
    this.bytes = bytes;
  }

  /**
   * The UTF-8 form of a text.
   *
   * @throws IllegalArgumentException if that is empty or longer than {@link #MOST_BYTES}
   */
  public static Name of(String text) {
    return new Name(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A name of these bytes.
   *
   * @throws IllegalArgumentException if there are none or more than {@link #MOST_BYTES}
   */
  public static Name ofBytes(byte[] bytes) {
    return new Name(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.length;
  }

  /** The bytes read as UTF-8. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * One part of a path, by the rules of forms that the server decodes it by: a space is {@code +};
   * letters, digits and {@code - . _ ~} stand as they are; all else is {@code %XX}.
   *
   * <p>The names {@code .} and {@code ..} are escaped whole: an HTTP library may take them for
   * directories otherwise.
   */
  String encoded() {
    StringBuilder out = new StringBuilder(bytes.length + 16);
    boolean isDots = text().equals(".") || text().equals("..");
    for (byte each : bytes) {
      int value = each & 0xFF;
      if (isPlain(value) && !isDots) out.append((char) value);
      else if (value == ' ') out.append('+');
      else out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
    }
    return out.toString();
  }

  /**
   * Reads what {@link #encoded} writes.
   *
   * @throws IllegalArgumentException if the text is cut short or no name
   */
  static Name decode(String encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length());
    int i = 0;
    while (i < encoded.length()) {
      char c = encoded.charAt(i++);
      if (c == '%') {
        if (i + 2 > encoded.length()) throw new IllegalArgumentException("a cut name: " + encoded);
        out.write(HexFormat.fromHexDigits(encoded, i, i + 2));
        i += 2;
      } else {
        out.writeBytes((c == '+' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Name(out.toByteArray());
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || PLAIN_MARKS.indexOf(c) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}

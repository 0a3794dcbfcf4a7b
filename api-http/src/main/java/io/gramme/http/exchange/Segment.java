package io.gramme.http.exchange;

import io.gramme.model.Blob;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One part of a path or of a query, as the bytes that it means. {@code .} and {@code ..} are parts
 * like any other.
 *
 * @param bytes any bytes, UTF-8 or not
 */
public record Segment(Blob bytes) {

  private static final String UNRESERVED = "-._~";

  /**
   * Decodes a part by the rules of forms, as Riak and its clients do: {@code %XX} is a byte, {@code
   * +} a space. A percent sign that no two hex digits follow stands for itself.
   */
  public static Segment decode(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) return new Segment(Blob.utf8(raw));
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      int value = c == '%' ? hexByte(raw, i + 1) : -1;
      if (value >= 0) {
        out.write(value);
        i += 3;
      } else {
        out.writeBytes((c == '+' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
        i++;
      }
    }
    return new Segment(Blob.wrap(out.toByteArray()));
  }

  private static int hexByte(String raw, int at) {
    if (at + 1 >= raw.length()) return -1;
    int high = Character.digit(raw.charAt(at), 16);
    int low = Character.digit(raw.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** The form that {@link #decode} reads; letters, digits and {@code - . _ ~} stand as they are. */
  public String encoded() {
    StringBuilder out = new StringBuilder(bytes.size() + 16);
    for (byte b : bytes.bytes()) {
      int value = b & 0xff;
      if (isPlain(value)) out.append((char) value);
      else if (value == ' ') out.append('+');
      else out.append('%').append(hexDigit(value >> 4)).append(hexDigit(value & 15));
    }
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || UNRESERVED.indexOf(c) >= 0;
  }

  private static char hexDigit(int value) {
    return Character.toUpperCase(Character.forDigit(value, 16));
  }

  /** The bytes read as UTF-8; for words that the store knows, not for keys. */
  public String text() {
    return bytes.text();
  }

  public boolean isEmpty() {
    return bytes.size() == 0;
  }
}

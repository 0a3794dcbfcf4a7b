package io.gramme.http;

import io.gramme.http.exchange.Header;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.scaladsl.model.headers.CustomHeader;

/**
 * A response header that the HTTP library sends exactly as it stands. Its own types would spell
 * content types their way and refuse some names.
 */
final class HeaderLine extends CustomHeader {

  private static final char FIRST_RAW = '\uffa0';
  private static final int BYTE_MASK = 0xff;

  private final String name;
  private final String value;

  HeaderLine(Header header) {
    this.name = header.name();
    this.value = isAscii(header.text()) ? header.text() : bytesAsChars(header.text());
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0x7f) return false;
    return true;
  }

  /**
   * The library sends the low byte of each char, so a text is spelled as its UTF-8 bytes. A byte
   * that was no UTF-8 when it came in, such as Latin-1, reached us as a char of 0xff00 and up, and
   * goes out as the byte that it was.
   */
  private static String bytesAsChars(String text) {
    StringBuilder bytes = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            point -> {
              if (point >= FIRST_RAW && point <= Character.MAX_VALUE) {
                bytes.append((char) (point & BYTE_MASK));
              } else {
                byte[] utf8 = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                for (byte b : utf8) bytes.append((char) (b & BYTE_MASK));
              }
            });
    return bytes.toString();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String value() {
    return value;
  }

  @Override
  public boolean renderInRequests() {
    return false;
  }

  @Override
  public boolean renderInResponses() {
    return true;
  }
}

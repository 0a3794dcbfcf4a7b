package io.gramme.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A {@code multipart/mixed} body (RFC 2046 §5.1): how a node sends siblings.
 *
 * @param parts in the order sent
 */
record Multipart(List<Part> parts) {

  private static final String BOUNDARY = "boundary=";
  private static final String LINE = "\r\n";
  private static final String BLANK_LINE = LINE + LINE;

  /**
   * One sibling.
   *
   * @param headers by name in lower case
   * @param value the bytes
   */
  record Part(Map<String, String> headers, byte[] value) {

    boolean isDeleted() {
      return headers.getOrDefault("x-riak-deleted", "").equalsIgnoreCase("true");
    }
  }

  Multipart {
    parts = List.copyOf(parts);
  }

  /**
   * Takes a body apart.
   *
   * @param contentType the header that names the boundary
   * @throws MalformedAnswerException if the boundary is missing, or the closing one is
   */
  static Multipart parse(String contentType, byte[] body) {
    // One char per byte, so that indexes are those of bytes.
    String text = LINE + new String(body, StandardCharsets.ISO_8859_1);
    String delimiter = LINE + "--" + boundary(contentType);
    List<Part> parts = new ArrayList<>();
    int at = text.indexOf(delimiter);
    while (at >= 0) {
      int begin = at + delimiter.length();
      if (text.startsWith("--", begin)) return new Multipart(parts);
      int end = text.indexOf(delimiter, begin);
      if (end < 0) break;
      parts.add(part(text.substring(begin, end)));
      at = end;
    }
    throw new MalformedAnswerException("a multipart body without its closing boundary");
  }

  private static String boundary(String contentType) {
    int at = contentType.toLowerCase(Locale.ROOT).indexOf(BOUNDARY);
    if (at < 0) throw new MalformedAnswerException("siblings without a boundary: " + contentType);
    String rest = contentType.substring(at + BOUNDARY.length());
    int end = rest.indexOf(';');
    String boundary = (end < 0 ? rest : rest.substring(0, end)).trim();
    boolean isQuoted =
        boundary.length() > 1 && boundary.startsWith("\"") && boundary.endsWith("\"");
    if (isQuoted) boundary = boundary.substring(1, boundary.length() - 1);
    if (boundary.isEmpty()) throw new MalformedAnswerException("an empty boundary");
    return boundary;
  }

  /** From the end of one boundary line to the begin of the next: headers, blank line, value. */
  private static Part part(String text) {
    int blank = text.indexOf(BLANK_LINE);
    if (blank < 0) throw new MalformedAnswerException("a sibling without a blank line");
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : text.substring(0, blank).split(LINE)) {
      int colon = line.indexOf(':');
      if (colon > 0)
        headers.put(
            line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
    }
    String value = text.substring(blank + BLANK_LINE.length());
    return new Part(headers, value.getBytes(StandardCharsets.ISO_8859_1));
  }
}

package io.gramme.http.exchange;

/**
 * One header line.
 *
 * @param name compared without regard to case, sent as spelled here
 * @param text free of control characters: each becomes a question mark, so that no stored text can
 *     ever begin a line of its own
 */
public record Header(String name, String text) {

  public Header {
    name = withoutControls(name);
    text = withoutControls(text);
  }

  /** Whether this is the header of that name. */
  public boolean isNamed(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Whether the name begins with {@code prefix}, in whatever case. */
  public boolean startsWith(String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static String withoutControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) return replaced(text);
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = 0; i < clean.length(); i++) {
      if (isControl(clean.charAt(i))) clean.setCharAt(i, '?');
    }
    return clean.toString();
  }

  private static boolean isControl(char c) {
    return c < 0x20 && c != '\t' || c == 0x7f;
  }
}

package io.gramme.model;

/**
 * The lasting name of a node: it lives on the node's disk and survives a change of host, address
 * and port.
 *
 * @param value 1 to 64 letters, digits, {@code - _ .}
 */
public record NodeId(String value) implements Comparable<NodeId> {

  public NodeId {
    if (!isValid(value))
      throw new IllegalArgumentException(
          "'" + value + "' is not a node id: 1 to 64 letters, digits, '-', '_' and '.'");
  }

  /** Whether a text can be a node's name. */
  public static boolean isValid(String text) {
    return !text.isEmpty() && text.length() <= 64 && isPlain(text);
  }

  /** Whether a text has only letters, digits, {@code - _ .}; on the hot path, hence by hand. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '.';
      if (!plain) return false;
    }
    return true;
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.gramme.model;

/**
 * Where a node answers HTTP, as others reach it.
 *
 * @param value {@code host:port}, for example {@code 10.0.0.7:8098} or {@code [::1]:8098}; the port
 *     is 1 to 65535
 */
public record Endpoint(String value) implements Comparable<Endpoint> {

  private static final int MOST_CHARACTERS = 260;
  private static final int MOST_PORT = 65_535;
  private static final int MOST_DIGITS = 5;

  /** Refuses what is not a host and a port. */
  public Endpoint {
    if (!isValid(value))
      throw new IllegalArgumentException(
          "'" + value + "' is not host:port, as for example 10.0.0.7:8098");
  }

  /** Whether a text names a host and a port. */
  public static boolean isValid(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || text.length() > MOST_CHARACTERS) return false;
    return isHost(text.substring(0, colon)) && isPort(text.substring(colon + 1));
  }

  private static boolean isHost(String host) {
    return host.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
        || host.matches("\\[[0-9A-Fa-f:.]+]");
  }

  private static boolean isPort(String port) {
    if (port.isEmpty() || port.length() > MOST_DIGITS) return false;
    if (!port.chars().allMatch(c -> c >= '0' && c <= '9')) return false;
    int number = Integer.parseInt(port);
    return number >= 1 && number <= MOST_PORT;
  }

  @Override
  public int compareTo(Endpoint other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

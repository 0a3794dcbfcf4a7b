package io.gramme.client;

import java.net.URI;

/**
 * Where a node answers HTTP.
 *
 * @param address {@code host:port}, for example {@code 10.0.0.7:8098} or {@code [::1]:8098}
 */
public record Endpoint(String address) {

  /** Refuses what is not a host and a port. */
  public Endpoint {
    if (!isValid(address))
      throw new IllegalArgumentException(
          "'" + address + "' is not host:port, as for example 10.0.0.7:8098");
  }

  /** Whether a text names a host and a port. */
  static boolean isValid(String address) {
    try {
      URI uri = URI.create("http://" + address);
      boolean isBare =
          uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
      return isBare && uri.getUserInfo() == null && uri.getPort() >= 1 && uri.getPort() <= 65_535;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The address of a path at this node; it begins with a slash and is encoded already. */
  URI at(String path) {
    return URI.create("http://" + address + path);
  }

  @Override
  public String toString() {
    return address;
  }
}

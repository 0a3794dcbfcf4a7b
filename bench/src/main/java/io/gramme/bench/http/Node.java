package io.gramme.bench.http;

import java.net.URI;

/**
 * Where a node answers HTTP.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record Node(String host, int port) {

  public Node {
    if (host.isBlank()) throw new IllegalArgumentException("a node without a host");
    if (port < 1 || port > 65535) throw new IllegalArgumentException("port out of range: " + port);
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Node parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      if (colon > 0) {
        return new Node(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (NumberFormatException e) {
      // said below, in the words of the person who typed it
    }
    throw new IllegalArgumentException("not host:port: " + text);
  }

  /** Address of a path at this node; {@code path} begins with a slash and is escaped already. */
  URI at(String path) {
    return URI.create("http://" + this + path);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

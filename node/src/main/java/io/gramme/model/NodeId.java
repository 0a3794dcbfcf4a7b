package io.gramme.model;

/**
 * The lasting name of a node: it lives on the node's disk and survives a change of host, address
 * and port.
 *
 * @param value 1 to 64 letters, digits, {@code - _ .}
 */
public record NodeId(String value) implements Comparable<NodeId> {

  public NodeId {
    if (!value.matches("[A-Za-z0-9._-]{1,64}"))
      throw new IllegalArgumentException(
          "'" + value + "' is not a node id: 1 to 64 letters, digits, '-', '_' and '.'");
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

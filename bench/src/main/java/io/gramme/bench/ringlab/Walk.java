package io.gramme.bench.ringlab;

/**
 * A walk over the ranges of a layout, from the lowest hash value to the highest. It remembers where
 * it is, so that rings of many millions of ranges need no list of them; for one thread.
 */
final class Walk {

  private final Layout layout;
  private final Tokens tokens;
  private final int[] nodes;
  private int range = -1;
  private int token;
  private long start;
  private long end;

  Walk(Layout layout) {
    this.layout = layout;
    this.tokens = layout.tokens();
    this.nodes = new int[layout.replicas()];
  }

  /** Goes on to the next range; false once the circle is closed. */
  boolean next() {
    if (range + 1 == layout.ranges()) return false;
    range++;
    start = end;
    end = layout.end(range);
    while (token < tokens.size() && tokens.place(token) < end) token++;
    // Of tokens that share a place the first counts: the ranges of the others are empty.
    meet(token);
    return true;
  }

  private void meet(int first) {
    int met = 0;
    for (int at = first % tokens.size(); met < nodes.length; at++) {
      if (at == tokens.size()) at = 0;
      int owner = tokens.owner(at);
      if (!hasMet(owner, met)) nodes[met++] = owner;
    }
  }

  private boolean hasMet(int node, int met) {
    for (int i = 0; i < met; i++) if (nodes[i] == node) return true;
    return false;
  }

  /** The number of the range, from 0. */
  int range() {
    return range;
  }

  /** The last hash value before the range. */
  long start() {
    return start;
  }

  /** The last hash value of the range. */
  long end() {
    return end;
  }

  /** How many hash values are in the range. */
  long length() {
    return end - start;
  }

  /** The node that keeps the range's {@code replica}th copy, from 0. */
  int node(int replica) {
    return nodes[replica];
  }

  /** Whether a node keeps a copy of the range. */
  boolean has(int node) {
    return hasMet(node, nodes.length);
  }
}

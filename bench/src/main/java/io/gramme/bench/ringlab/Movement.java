package io.gramme.bench.ringlab;

/**
 * What a change of membership costs.
 *
 * @param keyShare copies that must be made, in multiples of all keys
 * @param whole how many times a node gets all of what was one range before
 * @param cut how many times a node gets a part of what was one range before: its old keepers must
 *     find the keys by a scan
 * @param touched nodes that get or give up any key
 * @param newTrees hash trees (one per range and replica) to be worked out anew because their range
 *     has other ends than any had before
 */
record Movement(double keyShare, long whole, long cut, int touched, long newTrees) {

  /** What leads from one layout to the other; a node has the same number in both. */
  static Movement between(Layout before, Layout after) {
    return new Comparison(before, after).run();
  }

  /** Two walks side by side, which stop wherever one of the layouts is cut. */
  private static final class Comparison {

    private final Walk old;
    private final Walk now;
    private final int replicas;
    private final boolean[] touched;
    private double copied;
    private long whole;
    private long cut;
    private long newTrees;

    Comparison(Layout before, Layout after) {
      old = before.walk();
      now = after.walk();
      replicas = before.replicas();
      touched = new boolean[Math.max(before.nodes(), after.nodes())];
    }

    Movement run() {
      long at = 0;
      old.next();
      now.next();
      while (true) {
        long end = Math.min(old.end(), now.end());
        if (end > at) compare(at, end);
        at = end;
        if (now.end() == end) {
          if (now.length() > 0 && !sameEnds()) newTrees += replicas;
          boolean closed = !now.next();
          skipOld(end);
          if (closed) return result();
        } else {
          skipOld(end);
        }
      }
    }

    private void skipOld(long end) {
      if (old.end() == end) old.next();
    }

    private boolean sameEnds() {
      return old.start() == now.start() && old.end() == now.end();
    }

    private void compare(long start, long end) {
      boolean isWhole = old.start() == start && old.end() == end;
      for (int i = 0; i < replicas; i++) {
        int keeper = now.node(i);
        if (!old.has(keeper)) {
          touched[keeper] = true;
          copied += end - start;
          if (isWhole) whole++;
          else cut++;
        }
        if (!now.has(old.node(i))) touched[old.node(i)] = true;
      }
    }

    private Movement result() {
      int nodes = 0;
      for (boolean one : touched) if (one) nodes++;
      return new Movement(copied / Tokens.CIRCLE, whole, cut, nodes, newTrees);
    }
  }
}

package io.gramme.bench.ringlab;

import java.util.SplittableRandom;

/**
 * Who keeps which part of the circle of hash values: the circle cut into ranges, each kept by the
 * owners of the next tokens clockwise from the range's end, as many distinct nodes as there are
 * replicas (Dynamo §4.3).
 *
 * <p>The circle's seam, where the highest hash value meets the lowest, is a cut in every layout: a
 * range over it counts as two.
 */
final class Layout {

  /** The most copies of a key that a layout reckons with. */
  static final int MOST_REPLICAS = 100;

  private static final int AT_TOKENS = 0;

  private final Tokens tokens;
  private final int parts;
  private final int replicas;

  private Layout(Tokens tokens, int parts, int replicas) {
    if (replicas < 1 || replicas > MOST_REPLICAS || replicas > tokens.nodes())
      throw new IllegalArgumentException(
          replicas + " replicas on " + tokens.nodes() + " nodes: 1 to " + MOST_REPLICAS);
    this.tokens = tokens;
    this.parts = parts;
    this.replicas = replicas;
  }

  /** Cut where the tokens lie. */
  static Layout cutAtTokens(Tokens tokens, int replicas) {
    return new Layout(tokens, AT_TOKENS, replicas);
  }

  /** Cut into equal parts, wherever the tokens lie. */
  static Layout cutEqually(Tokens tokens, int parts, int replicas) {
    if (parts < 1) throw new IllegalArgumentException("cut into " + parts + " parts");
    return new Layout(tokens, parts, replicas);
  }

  /** The tokens that say who keeps what. */
  Tokens tokens() {
    return tokens;
  }

  /** How many nodes there are. */
  int nodes() {
    return tokens.nodes();
  }

  /** How many distinct nodes keep each range. */
  int replicas() {
    return replicas;
  }

  /** How many ranges there are. */
  int ranges() {
    if (parts != AT_TOKENS) return parts;
    boolean endsAtToken = tokens.place(tokens.size() - 1) == Tokens.CIRCLE;
    return tokens.size() + (endsAtToken ? 0 : 1);
  }

  /** Where a range ends: its last hash value, 1 to {@link Tokens#CIRCLE}. */
  long end(int range) {
    if (parts != AT_TOKENS) return Tokens.equalPlace(range, parts);
    return range < tokens.size() ? tokens.place(range) : Tokens.CIRCLE;
  }

  /** The range of a hash value, which is 1 to {@link Tokens#CIRCLE}. */
  int rangeOf(long hash) {
    if (parts == AT_TOKENS) return tokens.firstFrom(hash);
    int range = (int) Math.min((hash - 1) / (Tokens.CIRCLE / parts), parts - 1);
    while (range > 0 && end(range - 1) >= hash) range--;
    return range;
  }

  /** A walk over all ranges, once around. */
  Walk walk() {
    return new Walk(this);
  }

  /** The load of each node if every hash value is asked for as often as any other. */
  Loads evenLoads() {
    double[] loads = new double[nodes()];
    Walk walk = walk();
    while (walk.next()) {
      for (int i = 0; i < replicas; i++) loads[walk.node(i)] += walk.length();
    }
    return new Loads(loads);
  }

  /**
   * The load of each node if the keys of each range are asked for as often as its weight says.
   *
   * @param weights one for each range
   */
  Loads loads(double[] weights) {
    double[] loads = new double[nodes()];
    Walk walk = walk();
    while (walk.next()) {
      double weight = weights[walk.range()];
      for (int i = 0; i < replicas; i++) loads[walk.node(i)] += weight;
    }
    return new Loads(loads);
  }

  /** A random hash value. */
  static long randomHash(SplittableRandom random) {
    return 1 + random.nextLong(Tokens.CIRCLE);
  }
}

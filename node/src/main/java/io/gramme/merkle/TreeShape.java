package io.gramme.merkle;

/**
 * The shape of a tree, the same on all replicas for ever, whatever they hold.
 *
 * @param width children of each inner node, a power of two from 2 to 256
 * @param depth levels below the root, from 1; at most 2^20 leaves in all
 */
public record TreeShape(int width, int depth) {

  /** 1,024 leaves in two levels: 8 KiB, and two exchanges to find what differs. */
  public static final TreeShape DEFAULT = new TreeShape(32, 2);

  private static final int MAX_LEAF_BITS = 20;

  public TreeShape {
    if (width < 2 || width > 256 || Integer.bitCount(width) != 1)
      throw new IllegalArgumentException("a width of " + width);
    if (depth < 1
        || depth > MAX_LEAF_BITS
        || depth * Integer.numberOfTrailingZeros(width) > MAX_LEAF_BITS)
      throw new IllegalArgumentException("a depth of " + depth + " with a width of " + width);
  }

  /** How many leaves there are. */
  public int leaves() {
    return nodesAt(depth);
  }

  /** How many nodes there are at a level; level 0 is the root, level {@link #depth} the leaves. */
  public int nodesAt(int level) {
    return 1 << level * Integer.numberOfTrailingZeros(width);
  }

  /** The leaf of a key, by the upper bits of its hash. */
  public int leafOf(long keyHash) {
    return (int) (keyHash >>> Long.SIZE - depth * Integer.numberOfTrailingZeros(width));
  }

  /** The least hash, unsigned, of any key in a leaf: a leaf is a range of hashes. */
  public long leastHashOf(int leaf) {
    return (long) leaf << Long.SIZE - depth * Integer.numberOfTrailingZeros(width);
  }
}

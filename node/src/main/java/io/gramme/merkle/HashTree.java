package io.gramme.merkle;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A hash tree of fixed shape that is kept up to date with each write (Merkle 1987; Dynamo §4.7).
 *
 * <p>A leaf is the XOR of the digests of its entries, so that an entry comes and goes without the
 * others. An inner node is the XOR of its children, each hashed with its place (Bellare and
 * Micciancio 1997), so that a change costs one step per level. Equal contents make equal roots, and
 * different contents different ones up to collisions of 64 bits. Not thread-safe: its owner is the
 * only caller.
 */
public final class HashTree {

  private static final int FORMAT = 1;

  private final TreeShape shape;
  private final long[][] levels;

  private HashTree(TreeShape shape) {
    this.shape = shape;
    this.levels = new long[shape.depth() + 1][];
    for (int level = 0; level <= shape.depth(); level++) {
      levels[level] = new long[shape.nodesAt(level)];
    }
  }

  /** A tree of nothing; all its hashes are 0. */
  public static HashTree empty(TreeShape shape) {
    return new HashTree(shape);
  }

  /**
   * Replaces what a key adds to its leaf. Either digest may be {@link EntryDigest#ABSENT}.
   *
   * @param keyHash says which leaf
   * @param oldDigest what the key added until now
   * @param newDigest what it adds from now on
   * @return the index of the leaf, to be stored with the record
   */
  public int replace(long keyHash, long oldDigest, long newDigest) {
    int leaf = shape.leafOf(keyHash);
    flip(leaf, oldDigest ^ newDigest);
    return leaf;
  }

  /** Sets the hash of a leaf as it was stored. */
  public void setLeaf(int leaf, long hash) {
    flip(leaf, levels[shape.depth()][leaf] ^ hash);
  }

  /** The shape of this tree. */
  public TreeShape shape() {
    return shape;
  }

  /** The hash of everything. */
  public long root() {
    return levels[0][0];
  }

  /**
   * The hash of a node.
   *
   * @throws IndexOutOfBoundsException if the shape has no such node
   */
  public long hash(TreeNode node) {
    return levels[node.level()][node.index()];
  }

  /**
   * An inner node as another replica wants to see it.
   *
   * @throws IndexOutOfBoundsException if the shape has no such inner node
   */
  public Branch branch(TreeNode node) {
    long[] children = levels[node.level() + 1];
    return new Branch(
        node,
        IntStream.range(0, shape.width())
            .mapToObj(n -> children[node.index() * shape.width() + n])
            .toList());
  }

  /** The leaves in which two trees differ, found as two replicas find them: from the root down. */
  public List<TreeNode> differences(HashTree other) {
    if (!shape.equals(other.shape))
      throw new IllegalArgumentException(shape + " and " + other.shape + " cannot be compared");
    List<TreeNode> differing = root() == other.root() ? List.of() : List.of(TreeNode.ROOT);
    for (int level = 0; level < shape.depth(); level++) {
      List<TreeNode> next = new ArrayList<>();
      for (TreeNode node : differing) {
        next.addAll(branch(node).differences(other.branch(node), shape));
      }
      differing = next;
    }
    return differing;
  }

  /** The leaves as bytes: a format number, the shape, eight bytes for each leaf. */
  public byte[] toBytes() {
    ByteWriter out = ByteWriter.growing(16 + 8 * shape.leaves());
    out.writeByte(FORMAT).writeVarLong(shape.width()).writeVarLong(shape.depth());
    for (long leaf : levels[shape.depth()]) out.writeLong(leaf);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  public static HashTree fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    int format = in.readByte();
    if (format != FORMAT) throw new MalformedBytesException("a tree of format " + format);
    TreeShape shape = readShape(in);
    if (bytes.length < (long) Long.BYTES * shape.leaves())
      throw new MalformedBytesException(shape + " in " + bytes.length + " bytes");
    HashTree tree = new HashTree(shape);
    for (int leaf = 0; leaf < tree.shape.leaves(); leaf++) tree.setLeaf(leaf, in.readLong());
    in.expectEnd();
    return tree;
  }

  private static TreeShape readShape(ByteReader in) {
    try {
      return new TreeShape(Math.toIntExact(in.readVarLong()), Math.toIntExact(in.readVarLong()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedBytesException("a tree with " + e.getMessage());
    }
  }

  private void flip(int leaf, long bits) {
    long change = bits;
    int index = leaf;
    for (int level = shape.depth(); change != 0 && level >= 0; level--) {
      long before = levels[level][index];
      long after = before ^ change;
      levels[level][index] = after;
      change = placed(index, before) ^ placed(index, after);
      index /= shape.width();
    }
  }

  /** A child's share of its parent: nothing if it is empty, else its hash mixed with its place. */
  private static long placed(int index, long hash) {
    return hash == 0 ? 0 : mix(hash ^ mix(index + 1L));
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014). */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}

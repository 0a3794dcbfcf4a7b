package io.gramme.storage;

import io.gramme.merkle.HashTree;
import io.gramme.merkle.TreeNode;
import io.gramme.storage.Transition.Flip;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The hash trees of one partition in memory, one for each number of replicas in use, as the leaves
 * on disk say.
 *
 * <p>The leaves on disk are as exact as the records, except after a write that failed: writes that
 * waited behind it, or a database that remembers it after all, may leave them otherwise. Then the
 * trees are <i>in doubt</i>, and stay so until they are counted anew from the records. While they
 * are, writes leave the leaves alone. Not thread-safe.
 */
final class Trees {

  private static final int COUNTS_AT_ONCE = 3;

  private final Entries entries;
  private final TreeDoubt doubt;
  private final SortedMap<Integer, HashTree> trees = new TreeMap<>();
  private boolean loaded;
  private boolean unreadable;
  private long failuresSeen;

  Trees(Entries entries, TreeDoubt doubt) {
    this.entries = entries;
    this.doubt = doubt;
  }

  /**
   * Whether the trees are known to say what the records say; loads them if need be. The cost is
   * that of the leaves that are not empty.
   */
  boolean areSure() {
    if (loaded) return entries.writer().failures() == failuresSeen;
    if (unreadable || entries.writer().failures() > 0 || !doubt.trusts(entries)) return false;
    try {
      trees.clear();
      load();
    } catch (StoreDamagedException damaged) {
      unreadable = true;
    }
    return loaded;
  }

  private void load() {
    entries.forEach(
        EntryKind.LEAF,
        (key, value) -> {
          LeafKey leaf = Entries.decodedLeafKey(key);
          of(leaf.replicas()).setLeaf(leaf.leaf(), CheckedValue.readLong(key, value));
          return true;
        });
    loaded = true;
  }

  /**
   * Makes sure of the trees: counts them anew if they are in doubt.
   *
   * @return how many entries were mended
   * @throws StoreDamagedException if a record cannot be told
   * @throws StorageFailedException if writes go on failing meanwhile, or mending is refused
   */
  int makeSure() {
    int mended = 0;
    for (int i = 0; i < COUNTS_AT_ONCE && !areSure(); i++) mended += count();
    if (areSure()) return mended;
    throw new StorageFailedException(
        "the trees of partition " + entries.partition() + " are in doubt while writes fail");
  }

  /**
   * Counts the trees anew from the records, and mends what on disk says otherwise.
   *
   * @return how many entries were mended
   */
  int count() {
    long failures = entries.writer().failures();
    Recount recount = new Recount(entries);
    int mended = recount.run();
    trees.clear();
    trees.putAll(recount.trees());
    loaded = true;
    failuresSeen = failures;
    doubt.counted(entries);
    return mended;
  }

  /** The changes on disk that go with flips. Changes nothing yet. */
  List<Change> changes(List<Flip> flips) {
    List<Change> changes = new ArrayList<>(flips.size());
    for (Flip flip : flips) {
      LeafKey key = new LeafKey(entries.partition(), flip.replicas(), flip.leaf());
      changes.add(key.holding(leafHash(flip.replicas(), flip.leaf()) ^ flip.bits()));
    }
    return changes;
  }

  /** Flips in memory what was flipped on disk. */
  void flip(List<Flip> flips) {
    for (Flip flip : flips) {
      setLeaf(flip.replicas(), flip.leaf(), leafHash(flip.replicas(), flip.leaf()) ^ flip.bits());
    }
  }

  void setLeaf(int replicas, int leaf, long hash) {
    of(replicas).setLeaf(leaf, hash);
  }

  long leafHash(int replicas, int leaf) {
    return view(replicas).hash(new TreeNode(Entries.SHAPE.depth(), leaf));
  }

  /** The tree of the keys with so many replicas; empty if there are none. Not to be changed. */
  HashTree view(int replicas) {
    return trees.containsKey(replicas) ? trees.get(replicas) : HashTree.empty(Entries.SHAPE);
  }

  /** For how many replicas there are, or were, trees. */
  List<Integer> inUse() {
    return List.copyOf(trees.keySet());
  }

  SortedMap<Integer, Long> roots() {
    SortedMap<Integer, Long> roots = new TreeMap<>();
    trees.forEach(
        (replicas, tree) -> {
          if (tree.root() != 0) roots.put(replicas, tree.root());
        });
    return roots;
  }

  private HashTree of(int replicas) {
    return trees.computeIfAbsent(replicas, n -> HashTree.empty(Entries.SHAPE));
  }
}

package io.gramme.antientropy;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.merkle.Branch;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Key;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a session asks a replica, without the names and numbers of a message. */
public sealed interface Question {

  /** The shape of the trees of all partitions. */
  TreeShape SHAPE = TreeShape.DEFAULT;

  /** Whether a reply is one to this question. */
  boolean isAnsweredBy(Reply reply);

  /** A question about trees: put to both replicas, whose answers say where to look closer. */
  sealed interface OfTrees extends Question {

    /**
     * What the answers leave to be looked at.
     *
     * @param here this node's answer, one to this question
     * @param there the peer's
     */
    Differences compare(Reply here, Reply there);

    /** The same in smaller questions, for a replica whose answer would be too large. */
    List<OfTrees> divided();
  }

  /**
   * Where two answers differ.
   *
   * @param closer what to ask next
   * @param keys that are not the same on both sides
   */
  record Differences(List<OfTrees> closer, List<Key> keys) {

    public Differences {
      closer = List.copyOf(closer);
      keys = List.copyOf(keys);
    }
  }

  /**
   * The roots of all trees.
   *
   * @param leastReplicas only of keys with so many replicas or more are both nodes primaries
   */
  record OfRoots(int leastReplicas) implements OfTrees {

    @Override
    public boolean isAnsweredBy(Reply reply) {
      return reply instanceof VnodeProtocol.Roots;
    }

    @Override
    public Differences compare(Reply here, Reply there) {
      SortedMap<Integer, Long> mine = ((VnodeProtocol.Roots) here).roots();
      SortedMap<Integer, Long> theirs = ((VnodeProtocol.Roots) there).roots();
      SortedSet<Integer> trees = new TreeSet<>(mine.tailMap(leastReplicas).keySet());
      trees.addAll(theirs.tailMap(leastReplicas).keySet());
      List<OfTrees> closer = new ArrayList<>();
      for (int replicas : trees) {
        long root = mine.getOrDefault(replicas, EntryDigest.ABSENT);
        if (root != theirs.getOrDefault(replicas, EntryDigest.ABSENT))
          closer.add(new OfBranches(replicas, List.of(TreeNode.ROOT)));
      }
      return new Differences(closer, List.of());
    }

    @Override
    public List<OfTrees> divided() {
      return List.of();
    }
  }

  /**
   * Inner nodes of a tree, all of one level.
   *
   * @param replicas of the keys in the tree
   */
  record OfBranches(int replicas, List<TreeNode> nodes) implements OfTrees {

    /** Their children then fill a quarter of the largest answer at the most. */
    private static final int MOST_NODES = 64;

    private static final int MOST_LEAVES = 4;

    public OfBranches {
      nodes = List.copyOf(nodes);
    }

    @Override
    public boolean isAnsweredBy(Reply reply) {
      return reply instanceof VnodeProtocol.Branches answer
          && answer.branches().stream().map(Branch::node).toList().equals(nodes)
          && answer.branches().stream()
              .allMatch(branch -> branch.childHashes().size() == SHAPE.width());
    }

    @Override
    public Differences compare(Reply here, Reply there) {
      List<Branch> mine = ((VnodeProtocol.Branches) here).branches();
      List<Branch> theirs = ((VnodeProtocol.Branches) there).branches();
      List<TreeNode> differing = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++)
        differing.addAll(mine.get(i).differences(theirs.get(i), SHAPE));
      boolean areLeaves = nodes.get(0).level() + 1 == SHAPE.depth();
      return new Differences(areLeaves ? leaves(differing) : branches(differing), List.of());
    }

    private List<OfTrees> branches(List<TreeNode> differing) {
      List<OfTrees> closer = new ArrayList<>();
      for (int i = 0; i < differing.size(); i += MOST_NODES)
        closer.add(
            new OfBranches(
                replicas, differing.subList(i, Math.min(i + MOST_NODES, differing.size()))));
      return closer;
    }

    private List<OfTrees> leaves(List<TreeNode> differing) {
      List<Integer> leaves = differing.stream().map(TreeNode::index).toList();
      List<OfTrees> closer = new ArrayList<>();
      for (int i = 0; i < leaves.size(); i += MOST_LEAVES)
        closer.add(
            new OfLeaves(
                replicas, leaves.subList(i, Math.min(i + MOST_LEAVES, leaves.size())), 0, 1));
      return closer;
    }

    @Override
    public List<OfTrees> divided() {
      return List.of();
    }
  }

  /**
   * What is in some leaves, or in a part of them.
   *
   * @param replicas of the keys in the tree
   * @param leaves by their index
   * @param part which part of each: from 0 to {@code parts - 1}
   * @param parts into how many each is divided, a power of two
   */
  record OfLeaves(int replicas, List<Integer> leaves, int part, int parts) implements OfTrees {

    public OfLeaves {
      leaves = List.copyOf(leaves);
    }

    @Override
    public boolean isAnsweredBy(Reply reply) {
      return reply instanceof VnodeProtocol.Leaves;
    }

    @Override
    public Differences compare(Reply here, Reply there) {
      Map<Key, Long> differing = new LinkedHashMap<>();
      for (LeafEntry entry : ((VnodeProtocol.Leaves) here).entries())
        differing.put(entry.key(), entry.digest());
      for (LeafEntry entry : ((VnodeProtocol.Leaves) there).entries())
        differing.merge(entry.key(), entry.digest(), (mine, theirs) -> mine ^ theirs);
      differing.values().removeIf(digest -> digest == EntryDigest.ABSENT);
      return new Differences(List.of(), List.copyOf(differing.keySet()));
    }

    /** Fewer leaves; or, of one leaf, a smaller part. */
    @Override
    public List<OfTrees> divided() {
      int half = leaves.size() / 2;
      if (half > 0)
        return List.of(
            new OfLeaves(replicas, leaves.subList(0, half), part, parts),
            new OfLeaves(replicas, leaves.subList(half, leaves.size()), part, parts));
      if (parts >= VnodeProtocol.GetLeaves.MOST_PARTS) return List.of();
      return List.of(
          new OfLeaves(replicas, leaves, part, parts * 2),
          new OfLeaves(replicas, leaves, part + parts, parts * 2));
    }
  }

  /** A question about one key. */
  sealed interface OfKey extends Question {
    Key key();
  }

  /** What is under a key. */
  record OfRecord(Key key) implements OfKey {

    @Override
    public boolean isAnsweredBy(Reply reply) {
      return reply instanceof VnodeProtocol.Found;
    }
  }

  /**
   * To take in what both sides together hold.
   *
   * @param bytes of the siblings as they travel
   */
  record OfCopy(Key key, Siblings siblings, Terms terms, long bytes) implements OfKey {

    @Override
    public boolean isAnsweredBy(Reply reply) {
      return reply instanceof VnodeProtocol.Stored;
    }
  }
}

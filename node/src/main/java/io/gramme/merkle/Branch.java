package io.gramme.merkle;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An inner node with the hashes of its children: what one replica shows another on the way down.
 *
 * @param node whose children they are
 * @param childHashes one for each child, left to right
 */
public record Branch(TreeNode node, List<Long> childHashes) {

  public Branch {
    childHashes = List.copyOf(childHashes);
  }

  /**
   * The children in which two replicas differ.
   *
   * @throws IllegalArgumentException if the branches are not of the same node of the same shape
   */
  public List<TreeNode> differences(Branch theirs, TreeShape shape) {
    if (!node.equals(theirs.node)
        || childHashes.size() != shape.width()
        || theirs.childHashes.size() != shape.width())
      throw new IllegalArgumentException(node + " and " + theirs.node + " cannot be compared");
    return IntStream.range(0, shape.width())
        .filter(n -> !childHashes.get(n).equals(theirs.childHashes.get(n)))
        .mapToObj(n -> node.child(n, shape))
        .toList();
  }
}

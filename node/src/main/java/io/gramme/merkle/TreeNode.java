package io.gramme.merkle;

/**
 * A place in a tree.
 *
 * @param level 0 for the root
 * @param index from 0, left to right within the level
 */
public record TreeNode(int level, int index) {

  public static final TreeNode ROOT = new TreeNode(0, 0);

  public TreeNode {
    if (level < 0 || index < 0) throw new IllegalArgumentException(level + "/" + index);
  }

  /** The n-th child in a tree of the given shape. */
  public TreeNode child(int n, TreeShape shape) {
    return new TreeNode(level + 1, index * shape.width() + n);
  }
}

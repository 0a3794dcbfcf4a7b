package io.gramme.client;

/**
 * The key has siblings, and the bucket was given no resolver. Give it one with {@link
 * Bucket#resolving}, or look at {@link Found#siblings}.
 */
public final class UnresolvedSiblingsException extends GrammeException {

  private static final long serialVersionUID = 1;

  UnresolvedSiblingsException(int count) {
    super("the key has " + count + " siblings, and the bucket has no resolver");
  }
}

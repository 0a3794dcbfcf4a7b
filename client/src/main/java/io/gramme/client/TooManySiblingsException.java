package io.gramme.client;

/**
 * The key has as many siblings as it may have; the write was not done. Read them, merge them, and
 * write the result with the context of the read: {@link Bucket#update} does all three.
 */
public final class TooManySiblingsException extends GrammeException {

  private static final long serialVersionUID = 1;

  TooManySiblingsException(String what) {
    super(what);
  }
}

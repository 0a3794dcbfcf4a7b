package io.gramme.simulation;

/** The store has done what it must never do. */
final class BrokenPromiseException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int item;

  /**
   * @param item the number of the key, or {@link Trace#EVERYTHING}
   */
  BrokenPromiseException(int item, String what) {
    super(what);
    this.item = item;
  }

  int item() {
    return item;
  }
}

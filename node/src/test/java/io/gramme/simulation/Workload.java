package io.gramme.simulation;

/** How much there is left to do, for all clients together. */
final class Workload {

  private int left;
  private int tags;

  Workload(int operations) {
    this.left = operations;
  }

  /** Whether there was one operation left, which is the caller's now. */
  boolean takeOne() {
    return left-- > 0;
  }

  boolean isDone() {
    return left <= 0;
  }

  /** A name for a value, like no other. */
  int nextTag() {
    return ++tags;
  }
}

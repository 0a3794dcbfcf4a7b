package io.gramme.stories;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The carts that all shoppers of a story fill together: a few at a time, so that they meet, and
 * each replaced by a new one when it is full. Safe for any number of threads.
 */
final class Carts {

  private static final int AT_A_TIME = 12;
  private static final int FULL = 40;

  private final String bucket;
  private final AtomicIntegerArray generations = new AtomicIntegerArray(AT_A_TIME);

  Carts(String bucket) {
    this.bucket = bucket;
  }

  /**
   * One cart.
   *
   * @param generation how many were full before it
   */
  record Cart(int slot, int generation, Place place) {}

  /** Any of those that are in use. */
  Cart any() {
    int slot = ThreadLocalRandom.current().nextInt(AT_A_TIME);
    int generation = generations.get(slot);
    return new Cart(slot, generation, Place.siblings(bucket, "cart-" + slot + "-" + generation));
  }

  /** A shopper has seen so many items in a cart. */
  void seen(Cart cart, int items) {
    if (items >= FULL)
      generations.compareAndSet(cart.slot(), cart.generation(), cart.generation() + 1);
  }
}

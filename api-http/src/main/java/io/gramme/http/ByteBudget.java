package io.gramme.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes may be on their way into memory at once. Thread-safe. */
final class ByteBudget {

  private final AtomicLong left;

  ByteBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes {@code bytes} of the budget; false, and nothing taken, if so many are not left. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) return true;
    left.addAndGet(bytes);
    return false;
  }

  /** Puts back what was taken. */
  void release(long bytes) {
    left.addAndGet(bytes);
  }
}

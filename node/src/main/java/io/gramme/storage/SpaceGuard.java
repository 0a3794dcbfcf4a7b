package io.gramme.storage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Says when too little disk space is left to go on writing; asks the file system at most once a
 * second. The native engine writes through mapped memory, so a disk that fills up under it ends the
 * process: better to stop before.
 */
final class SpaceGuard {

  private static final long CHECK_EVERY_NANOS = 1_000_000_000L;

  private final LongSupplier freeBytes;
  private final long minFreeBytes;
  private final LongSupplier nanos;
  private final AtomicLong checkedAtNanos;
  private volatile boolean low;

  SpaceGuard(LongSupplier freeBytes, long minFreeBytes, LongSupplier nanos) {
    this.freeBytes = freeBytes;
    this.minFreeBytes = minFreeBytes;
    this.nanos = nanos;
    this.checkedAtNanos = new AtomicLong(nanos.getAsLong());
    this.low = freeBytes.getAsLong() < minFreeBytes;
  }

  boolean isLow() {
    long now = nanos.getAsLong();
    long checked = checkedAtNanos.get();
    if (now - checked >= CHECK_EVERY_NANOS && checkedAtNanos.compareAndSet(checked, now)) {
      low = freeBytes.getAsLong() < minFreeBytes;
    }
    return low;
  }
}

package io.gramme.stats;

import java.time.Duration;

/** A sliding span of time, made of slices that are used in turn. Not thread-safe. */
final class SliceRing {

  private final Slice[] slices;
  private final long sliceNanos;
  private int current;
  private long currentSince;

  SliceRing(int count, Duration slice, long nowNanos) {
    slices = new Slice[count];
    for (int i = 0; i < count; i++) slices[i] = new Slice();
    sliceNanos = slice.toNanos();
    currentSince = nowNanos;
  }

  /** The slice of this moment, after forgetting what has become too old. */
  Slice at(long nowNanos) {
    long behind = Math.max(0, Math.min(slices.length, (nowNanos - currentSince) / sliceNanos));
    for (long i = 0; i < behind; i++) {
      current = (current + 1) % slices.length;
      slices[current].reset();
    }
    if (behind == slices.length) currentSince = nowNanos;
    else currentSince += behind * sliceNanos;
    return slices[current];
  }

  /** All slices together. */
  Slice sum() {
    Slice sum = new Slice();
    for (Slice slice : slices) sum.add(slice);
    return sum;
  }

  /** The slices that began after this moment together. */
  Slice sumAfter(long nanos) {
    Slice sum = new Slice();
    for (int age = 0; age < slices.length; age++) {
      if (currentSince - age * sliceNanos - nanos <= 0) break;
      sum.add(slices[Math.floorMod(current - age, slices.length)]);
    }
    return sum;
  }
}

package io.gramme.admission;

import io.gramme.stats.Latency.Tail;

/** How slow clients found the node over some time, reads and writes apart. */
public record Foreground(Tail reads, Tail writes) {

  /** Nobody asked for anything. */
  public static final Foreground NONE = new Foreground(Tail.NOTHING, Tail.NOTHING);

  /** Requests, served or not. */
  public long count() {
    return reads.count() + writes.count();
  }

  /**
   * The 99th percentile of those that are worse off, in microseconds: many quick reads are no
   * excuse for slow writes.
   */
  public long p99() {
    return Math.max(reads.p99(), writes.p99());
  }
}

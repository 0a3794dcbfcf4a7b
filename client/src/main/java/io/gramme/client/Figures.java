package io.gramme.client;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a client has done so far.
 *
 * @param attempts requests for keys sent, repetitions and hedges included
 * @param retries how many of them repeated one that failed
 * @param hedges how many asked a second node because a read was slow
 * @param ringReads how often the ring was learned
 * @param ringEpoch of the ring that is known; 0 for none
 */
public record Figures(long attempts, long retries, long hedges, long ringReads, long ringEpoch) {

  /** Counts for many threads. */
  static final class Counters {

    final LongAdder attempts = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder ringReads = new LongAdder();

    Figures at(long ringEpoch) {
      return new Figures(attempts.sum(), retries.sum(), hedges.sum(), ringReads.sum(), ringEpoch);
    }
  }
}

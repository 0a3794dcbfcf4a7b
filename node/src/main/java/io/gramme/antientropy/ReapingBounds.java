package io.gramme.antientropy;

import java.time.Duration;

/**
 * How old tombstones are when they are reaped, how many at once, how patiently.
 *
 * @param graceMillis tombstones that are younger stay
 * @param settle longer than any message of a replica to another can count after it was sent
 * @param patience how long an answer may take
 * @param lookEvery how often each partition is looked at
 * @param sliceLimit the most tombstones of one round
 * @param roundsLimit the most rounds at once
 */
public record ReapingBounds(
    long graceMillis,
    Duration settle,
    Duration patience,
    Duration lookEvery,
    int sliceLimit,
    int roundsLimit) {}

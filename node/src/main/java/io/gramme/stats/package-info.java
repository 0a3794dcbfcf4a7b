/**
 * Counters and latencies of one node.
 *
 * <p>Main type: {@link io.gramme.stats.NodeStats}. The rule it keeps: counting never blocks and
 * never allocates on the hot path.
 */
package io.gramme.stats;

package io.gramme.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters and latencies of one node. Thread-safe. */
public final class NodeStats {

  /** What is counted, since the node started. */
  public enum Counter {
    /** Reads that ended in a refusal. */
    READS_REFUSED,
    /** Writes that ended in a refusal. */
    WRITES_REFUSED,
    /** Requests refused because too many were in flight. */
    REQUESTS_OVERLOADED,
    /** Writes passed on to a node of the key's preference list. */
    WRITES_FORWARDED,
    /** Stale replicas that a read has repaired. */
    READ_REPAIRS,
    /** Those of them that were repaired after the read had answered its client. */
    READ_REPAIRS_LATE,
    /** Requests sent to a fallback in the place of a primary, reads and writes together. */
    FALLBACKS_ASKED,
    /** Empty answers that did not count, since the replica does not know its partition. */
    UNINFORMED_NOT_FOUND,
    /** Versions dropped because a later write won (buckets without siblings only). */
    LAST_WRITE_DISCARDS,
    /** Entries dropped from version vectors that had grown too long. */
    VECTOR_PRUNINGS,
    /** Writes refused because the key had as many siblings as it may. */
    SIBLING_CAP_REFUSALS,
    /** Requests dropped because they came after their deadline. */
    STALE_DROPPED,
    /** Reads by vnodes of this node. */
    VNODE_READS,
    /** Writes by vnodes of this node. */
    VNODE_WRITES,
    /** Requests that a vnode of this node refused. */
    VNODE_REFUSALS,
    /** Hints that this node took into its keeping, also into one that it kept for the same key. */
    HINTS_KEPT,
    /** Hints that a primary has confirmed, and that are therefore gone from here. */
    HINTS_DELIVERED,
    /** Hints that this node would not keep, as when its budget of bytes is used up. */
    HINTS_REFUSED,
    /** Partitions of a home that came to be owed a comparison because a hint could not be kept. */
    RANGES_OWED,
    /** Owed partitions that were compared with all their primaries. */
    RANGES_REPAIRED,
    /** Sessions of anti-entropy that this node began. */
    ANTI_ENTROPY_SESSIONS,
    /** Keys that sessions of this node found to differ and fetched from both sides. */
    ANTI_ENTROPY_KEYS_COMPARED,
    /** Keys that sessions of this node sent to a replica that lacked something of them. */
    ANTI_ENTROPY_KEYS_SENT,
    /** Bytes of the records of those keys. */
    ANTI_ENTROPY_BYTES_SENT,
    /** Tombstones that this node's vnodes have forgotten, on proof that all replicas held them. */
    TOMBSTONES_REAPED,
    /** Records whose bytes were read and checked by scrubbing. */
    SCRUB_RECORDS,
    /** Hash trees, or indexes of them, that scrubbing corrected from the records. */
    SCRUB_TREES_MENDED,
    /** Records that scrubbing found damaged and took out. */
    SCRUB_DAMAGED
  }

  private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
  private final Latency reads;
  private final Latency writes;

  public NodeStats(long nowNanos) {
    for (Counter counter : Counter.values()) counters.put(counter, new LongAdder());
    reads = new Latency(nowNanos);
    writes = new Latency(nowNanos);
  }

  public void count(Counter counter) {
    counters.get(counter).increment();
  }

  public void count(Counter counter, long times) {
    counters.get(counter).add(times);
  }

  public long total(Counter counter) {
    return counters.get(counter).sum();
  }

  /** Reads that this node coordinated, from the request's arrival to its outcome. */
  public Latency reads() {
    return reads;
  }

  /** Writes that this node took in, from the request's arrival to its outcome. */
  public Latency writes() {
    return writes;
  }
}

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
    VNODE_REFUSALS
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

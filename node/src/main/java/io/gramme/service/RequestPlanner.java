package io.gramme.service;

import io.gramme.buckets.BucketProperties;
import io.gramme.causality.Context;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.coordination.Keepers;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WritePlan;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Quorum;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.ring.Ring;
import io.gramme.ring.Stage;
import io.gramme.service.WriteOptions.SyncOnWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns what a request and its bucket ask for into a plan: pure. What the request leaves open is
 * the bucket's, and N is never more than there are members in the ring; while the key's partition
 * moves, as many as there were or are to be, whichever counts and is more.
 */
record RequestPlanner(Ring ring, BucketProperties bucket) {

  /** A plan, or why there can be none. */
  sealed interface Planned<P> {}

  record Plan<P>(P plan) implements Planned<P> {}

  record Impossible<P>(Refusal why) implements Planned<P> {}

  Planned<ReadPlan> read(Key key, ReadOptions options) {
    int partition = ring.partitionOf(key);
    Keepers keepers = Keepers.of(ring, partition, bucket.replicas());
    Needs needs = new Needs(keepers.replicas());
    boolean fits =
        needs.add(Requirement.R, needs.atLeastOne(options.r().or(bucket.quorum("r"))))
            && needs.add(Requirement.PR, options.pr().or(bucket.quorum("pr")))
            && needs.add(Requirement.NODE_CONFIRMS, nodeConfirms(options.nodeConfirms()));
    if (!fits) return new Impossible<>(tooMany());
    return new Plan<>(
        new ReadPlan(
            key,
            partition,
            keepers,
            fallbacks(partition, keepers),
            needs.all,
            terms(),
            options.notfoundOk().or(bucket.notfoundOk()),
            options.basicQuorum().or(bucket.basicQuorum())));
  }

  Planned<WritePlan> write(Key key, Context seen, Payload payload, WriteOptions options) {
    int partition = ring.partitionOf(key);
    Keepers keepers = Keepers.of(ring, partition, bucket.replicas());
    Needs needs = new Needs(keepers.replicas());
    boolean fits =
        needs.add(Requirement.W, options.w().or(bucket.quorum("w")))
            && needs.add(Requirement.PW, options.pw().or(bucket.quorum("pw")))
            && needs.add(Requirement.DW, durableWrites(options, keepers.replicas()))
            && needs.add(Requirement.NODE_CONFIRMS, nodeConfirms(options.nodeConfirms()));
    if (!fits) return new Impossible<>(tooMany());
    SyncOnWrite sync = syncOnWrite(options);
    return new Plan<>(
        new WritePlan(
            key,
            partition,
            keepers,
            fallbacks(partition, keepers),
            seen.seen(),
            payload,
            needs.all,
            terms(),
            sync == SyncOnWrite.ALL ? Durability.SYNC : bucket.durability(),
            syncedReplicas(options, sync, keepers.replicas())));
  }

  /**
   * The primaries in a node's zone, which are preferred as coordinators; none where there are no
   * zones.
   */
  Set<NodeId> near(WritePlan plan, NodeId node) {
    String zone = ring.zoneOf(node);
    if (zone.isEmpty()) return Set.of();
    return plan.primaries().stream()
        .filter(primary -> ring.zoneOf(primary).equals(zone))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Everybody else: who of them is near enough depends on who can be reached. */
  private List<NodeId> fallbacks(int partition, Keepers keepers) {
    if (bucket.strictQuorum()) return List.of();
    List<NodeId> preference = ring.preferenceList(partition);
    List<NodeId> primaries = keepers.primaries();
    if (ring.stage(partition) == Stage.SETTLED)
      return preference.subList(primaries.size(), preference.size());
    return preference.stream().filter(node -> !primaries.contains(node)).toList();
  }

  /** What a request must reach, of so many replicas; words such as "quorum" are taken of these. */
  private final class Needs {

    private final List<Need> all = new ArrayList<>(4);
    private final int replicas;

    Needs(int replicas) {
      this.replicas = replicas;
    }

    /** A number is held against the bucket's N, so that it means the same in a ring of any size. */
    boolean add(Requirement requirement, Quorum quorum) {
      int required = quorum.among(replicas);
      if (required > bucket.replicas()) return false;
      if (required > 0) all.add(new Need(requirement, required));
      return true;
    }

    /** Nobody's answer is no answer: a bucket with an r of 0 still hears one replica. */
    Quorum atLeastOne(Quorum quorum) {
      return quorum.among(replicas) == 0 ? Quorum.ONE : quorum;
    }
  }

  private Quorum nodeConfirms(Quorum asked) {
    return asked.or(bucket.quorum("node_confirms"));
  }

  /**
   * The bucket's own wish for durable copies follows a lower W: who asks for one acknowledgement
   * does not want to wait for two. A bucket that acknowledges from memory promises none by itself.
   */
  private Quorum durableWrites(WriteOptions options, int replicas) {
    if (options.dw().kind() != Quorum.Kind.DEFAULT) return options.dw();
    if (bucket.durability() == Durability.BUFFERED) return Quorum.of(0);
    int acknowledged = options.w().or(bucket.quorum("w")).among(replicas);
    return Quorum.of(Math.min(acknowledged, bucket.quorum("dw").among(replicas)));
  }

  private int syncedReplicas(WriteOptions options, SyncOnWrite sync, int replicas) {
    int asked = options.dw().kind() == Quorum.Kind.DEFAULT ? 0 : options.dw().among(replicas);
    return sync == SyncOnWrite.ONE ? Math.max(1, asked) : asked;
  }

  private SyncOnWrite syncOnWrite(WriteOptions options) {
    if (options.syncOnWrite() != SyncOnWrite.DEFAULT) return options.syncOnWrite();
    return SyncOnWrite.parse(bucket.syncOnWrite().toLowerCase(Locale.ROOT))
        .orElse(SyncOnWrite.BACKEND);
  }

  private Terms terms() {
    return new Terms(
        bucket.replicas(),
        bucket.keepsSiblings() ? Reconciliation.KEEP_SIBLINGS : Reconciliation.LAST_WRITE_WINS);
  }

  private Refusal tooMany() {
    return new Refusal.QuorumExceedsReplicas(bucket.replicas());
  }
}

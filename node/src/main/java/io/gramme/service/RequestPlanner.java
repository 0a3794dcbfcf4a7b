package io.gramme.service;

import io.gramme.buckets.BucketProperties;
import io.gramme.causality.Context;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
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
import io.gramme.service.WriteOptions.SyncOnWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns what a request and its bucket ask for into a plan: pure. What the request leaves open is
 * the bucket's, and N is never more than there are members in the ring.
 */
record RequestPlanner(Ring ring, BucketProperties bucket) {

  /** A plan, or why there can be none. */
  sealed interface Planned<P> {}

  record Plan<P>(P plan) implements Planned<P> {}

  record Impossible<P>(Refusal why) implements Planned<P> {}

  Planned<ReadPlan> read(Key key, ReadOptions options) {
    int partition = ring.partitionOf(key);
    List<NodeId> replicas = replicas(partition);
    List<Need> needs = new ArrayList<>(3);
    boolean fits =
        add(needs, Requirement.R, atLeastOne(options.r().or(bucket.quorum("r"))))
            && add(needs, Requirement.PR, options.pr().or(bucket.quorum("pr")))
            && add(needs, Requirement.NODE_CONFIRMS, nodeConfirms(options.nodeConfirms()));
    if (!fits) return new Impossible<>(tooMany());
    return new Plan<>(
        new ReadPlan(
            key,
            partition,
            replicas,
            needs,
            terms(),
            options.notfoundOk().or(bucket.notfoundOk()),
            options.basicQuorum().or(bucket.basicQuorum())));
  }

  Planned<WritePlan> write(Key key, Context seen, Payload payload, WriteOptions options) {
    int partition = ring.partitionOf(key);
    List<NodeId> replicas = replicas(partition);
    List<Need> needs = new ArrayList<>(4);
    boolean fits =
        add(needs, Requirement.W, options.w().or(bucket.quorum("w")))
            && add(needs, Requirement.PW, options.pw().or(bucket.quorum("pw")))
            && add(needs, Requirement.DW, durableWrites(options))
            && add(needs, Requirement.NODE_CONFIRMS, nodeConfirms(options.nodeConfirms()));
    if (!fits) return new Impossible<>(tooMany());
    SyncOnWrite sync = syncOnWrite(options);
    return new Plan<>(
        new WritePlan(
            key,
            partition,
            replicas,
            seen.seen(),
            payload,
            needs,
            terms(),
            sync == SyncOnWrite.ALL ? Durability.SYNC : bucket.durability(),
            syncedReplicas(options, sync)));
  }

  private List<NodeId> replicas(int partition) {
    List<NodeId> preference = ring.preferenceList(partition);
    return preference.subList(0, Math.min(bucket.replicas(), preference.size()));
  }

  /** N as far as the ring goes; words such as "quorum" are taken of this. */
  private int replicaCount() {
    return Math.min(bucket.replicas(), ring.version().members().size());
  }

  /** A number is held against the bucket's N, so that it means the same in a ring of any size. */
  private boolean add(List<Need> needs, Requirement requirement, Quorum quorum) {
    int required = quorum.among(replicaCount());
    if (required > bucket.replicas()) return false;
    if (required > 0) needs.add(new Need(requirement, required));
    return true;
  }

  /** Nobody's answer is no answer: a bucket with an r of 0 still hears one replica. */
  private Quorum atLeastOne(Quorum quorum) {
    return quorum.among(replicaCount()) == 0 ? Quorum.ONE : quorum;
  }

  private Quorum nodeConfirms(Quorum asked) {
    return asked.or(bucket.quorum("node_confirms"));
  }

  /**
   * The bucket's own wish for durable copies follows a lower W: who asks for one acknowledgement
   * does not want to wait for two. A bucket that acknowledges from memory promises none by itself.
   */
  private Quorum durableWrites(WriteOptions options) {
    if (options.dw().kind() != Quorum.Kind.DEFAULT) return options.dw();
    if (bucket.durability() == Durability.BUFFERED) return Quorum.of(0);
    int acknowledged = options.w().or(bucket.quorum("w")).among(replicaCount());
    return Quorum.of(Math.min(acknowledged, bucket.quorum("dw").among(replicaCount())));
  }

  private int syncedReplicas(WriteOptions options, SyncOnWrite sync) {
    int asked = options.dw().kind() == Quorum.Kind.DEFAULT ? 0 : options.dw().among(replicaCount());
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

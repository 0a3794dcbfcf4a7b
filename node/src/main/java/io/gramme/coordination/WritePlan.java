package io.gramme.coordination;

import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally;
import io.gramme.quorum.Tally.Need;
import java.util.List;
import java.util.Set;

/**
 * Everything that one write has to know; fixed for its life, and sent along when it is forwarded.
 *
 * @param partition of the key
 * @param keepers the nodes to store it
 * @param fallbacks who may stand in for them, in that order; none where the quorum is strict
 * @param seen what the writer had seen
 * @param needs the counts to reach
 * @param terms how the key is kept
 * @param durability how durably each replica stores before it acknowledges
 * @param syncedReplicas how many replicas of each group sync to disk whatever the durability, the
 *     coordinating one first (Dynamo §6.1, the durable write)
 */
public record WritePlan(
    Key key,
    int partition,
    Keepers keepers,
    List<NodeId> fallbacks,
    VersionVector seen,
    Payload payload,
    List<Need> needs,
    Terms terms,
    Durability durability,
    int syncedReplicas) {

  public WritePlan {
    fallbacks = List.copyOf(fallbacks);
    needs = List.copyOf(needs);
  }

  /** The same where nothing moves and no replica looks at the ring's stamp. */
  public WritePlan(
      Key key,
      int partition,
      List<NodeId> primaries,
      List<NodeId> fallbacks,
      VersionVector seen,
      Payload payload,
      List<Need> needs,
      Terms terms,
      Durability durability,
      int syncedReplicas) {
    this(
        key,
        partition,
        Keepers.unfenced(primaries),
        fallbacks,
        seen,
        payload,
        needs,
        terms,
        durability,
        syncedReplicas);
  }

  /** The nodes to store it, in the order of the preference list, at least one. */
  public List<NodeId> primaries() {
    return keepers.primaries();
  }

  /** Nobody has answered yet. */
  Tally unanswered() {
    return Tally.of(needs, primaries().size(), keepers.groups());
  }

  /**
   * The same with no more than the first 2N fallbacks that can be reached, see {@link StandIns}.
   *
   * @param reachable what this node thinks it can reach now, itself included
   */
  public WritePlan within(Set<NodeId> reachable) {
    StandIns all = new StandIns(primaries(), fallbacks);
    if (all.areFew()) return this;
    List<NodeId> near = all.nearest(reachable);
    return new WritePlan(
        key, partition, keepers, near, seen, payload, needs, terms, durability, syncedReplicas);
  }

  /** Whether a node may coordinate the write, at home or as a stand-in. */
  public boolean names(NodeId node) {
    return primaries().contains(node) || fallbacks.contains(node);
  }

  /**
   * How durably the replica stores that is the {@code rank}-th of its group to be asked, from 0,
   * the lower where it is in two; who stands in for it has its rank.
   */
  Durability durabilityOf(int rank) {
    return rank < syncedReplicas ? Durability.SYNC : durability;
  }

  /**
   * Whether an acknowledgement of the {@code rank}-th counts as durable. Where as many replicas
   * sync as durable ones are wanted, those are what is meant; else whatever outlives the process
   * counts.
   */
  boolean isDurable(int rank) {
    Durability kept = durabilityOf(rank);
    boolean onlySyncedCount = syncedReplicas > 0 && syncedReplicas >= durableWanted();
    return onlySyncedCount ? kept == Durability.SYNC : kept != Durability.BUFFERED;
  }

  private int durableWanted() {
    int wanted = 0;
    for (Need need : needs) {
      if (need.requirement() == Requirement.DW) wanted = Math.max(wanted, need.required());
    }
    return wanted;
  }
}

package io.gramme.coordination;

import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import java.util.List;

/**
 * Everything that one write has to know; fixed for its life, and sent along when it is forwarded.
 *
 * @param partition of the key
 * @param replicas the nodes to store it, primaries all, in the order of the preference list
 * @param seen what the writer had seen
 * @param needs the counts to reach
 * @param terms how the key is kept
 * @param durability how durably each replica stores before it acknowledges
 * @param syncedReplicas how many replicas sync to disk whatever the durability, the coordinating
 *     one first (Dynamo §6.1, the durable write)
 */
public record WritePlan(
    Key key,
    int partition,
    List<NodeId> replicas,
    VersionVector seen,
    Payload payload,
    List<Need> needs,
    Terms terms,
    Durability durability,
    int syncedReplicas) {

  public WritePlan {
    replicas = List.copyOf(replicas);
    needs = List.copyOf(needs);
  }

  /** How durably the replica stores that is the {@code rank}-th to be asked, from 0. */
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

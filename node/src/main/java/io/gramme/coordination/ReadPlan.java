package io.gramme.coordination;

import io.gramme.causality.Terms;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally.Need;
import java.util.List;

/**
 * Everything that one read has to know; fixed for its life.
 *
 * @param partition of the key
 * @param replicas the nodes to ask, primaries all, in the order of the preference list
 * @param needs the counts to reach
 * @param terms how the key is kept
 * @param notfoundOk whether "not found" counts as an answer
 * @param basicQuorum whether to give up once a majority did not find the key; without effect where
 *     "not found" counts as an answer
 */
public record ReadPlan(
    Key key,
    int partition,
    List<NodeId> replicas,
    List<Need> needs,
    Terms terms,
    boolean notfoundOk,
    boolean basicQuorum) {

  public ReadPlan {
    replicas = List.copyOf(replicas);
    needs = List.copyOf(needs);
  }
}

package io.gramme.coordination;

import io.gramme.causality.Terms;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.quorum.Tally;
import io.gramme.quorum.Tally.Need;
import java.util.List;
import java.util.Set;

/**
 * Everything that one read has to know; fixed for its life.
 *
 * @param partition of the key
 * @param keepers the nodes to ask
 * @param fallbacks who may keep hints for them, in that order; none where the quorum is strict
 * @param needs the counts to reach
 * @param terms how the key is kept
 * @param notfoundOk whether "not found" counts as an answer
 * @param basicQuorum whether to give up once a majority did not find the key; without effect where
 *     "not found" counts as an answer
 */
public record ReadPlan(
    Key key,
    int partition,
    Keepers keepers,
    List<NodeId> fallbacks,
    List<Need> needs,
    Terms terms,
    boolean notfoundOk,
    boolean basicQuorum) {

  public ReadPlan {
    fallbacks = List.copyOf(fallbacks);
    needs = List.copyOf(needs);
  }

  /** The same where nothing moves and no replica looks at the ring's stamp. */
  public ReadPlan(
      Key key,
      int partition,
      List<NodeId> primaries,
      List<NodeId> fallbacks,
      List<Need> needs,
      Terms terms,
      boolean notfoundOk,
      boolean basicQuorum) {
    this(
        key,
        partition,
        Keepers.unfenced(primaries),
        fallbacks,
        needs,
        terms,
        notfoundOk,
        basicQuorum);
  }

  /** The nodes to ask, in the order of the preference list, at least one. */
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
  public ReadPlan within(Set<NodeId> reachable) {
    StandIns all = new StandIns(primaries(), fallbacks);
    if (all.areFew()) return this;
    List<NodeId> near = all.nearest(reachable);
    return new ReadPlan(key, partition, keepers, near, needs, terms, notfoundOk, basicQuorum);
  }
}

package io.gramme.service;

import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * What an operator can ask of one node. Thread-safe; answers from memory, at once, but for {@link
 * #replica}.
 */
public interface Admin {

  /**
   * Whether the node serves.
   *
   * @param reasons what is missing, in words for an operator; empty when ready
   */
  record Readiness(List<String> reasons) {

    public Readiness {
      reasons = List.copyOf(reasons);
    }

    public boolean isReady() {
      return reasons.isEmpty();
    }
  }

  Readiness readiness();

  /** Figures under the names that users of Riak know; values are numbers, texts or lists. */
  SortedMap<String, Object> stats();

  /** The ring in force, as a JSON tree of maps, lists, texts and numbers. */
  SortedMap<String, Object> ring();

  /** What this node keeps for nodes that can not be reached, as a JSON tree. */
  SortedMap<String, Object> hints();

  /** How this node's replicas compare with the others', as a JSON tree. */
  SortedMap<String, Object> antiEntropy();

  /** Every member and what this node knows of it, as a JSON tree. */
  List<SortedMap<String, Object>> members();

  /**
   * A peer says that it is there; this node will look for itself.
   *
   * @return false if this node is cut off from that peer and so has not heard it
   */
  boolean noticed(NodeId asker);

  /**
   * Cuts this node off from some peers and from nobody else, to try out partitions.
   *
   * @return false, and nothing happens, unless the settings allow it
   */
  boolean cutOff(Set<NodeId> peers);

  /**
   * What this node's own replica of a key holds, as a JSON tree: its dots, whether it is deleted,
   * and a digest of its bytes. To compare replicas when faults are tried out.
   *
   * @return empty unless the settings allow it
   */
  Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key);

  /** What this node tells others that probe it, as a JSON tree. */
  SortedMap<String, Object> self();
}

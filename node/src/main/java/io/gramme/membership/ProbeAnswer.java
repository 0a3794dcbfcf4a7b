package io.gramme.membership;

import io.gramme.model.NodeId;

/**
 * What a node says of itself to whoever asks at its fixed address, joined to a cluster or not.
 *
 * @param id the node
 * @param startCount how often it has started; a higher one is a later incarnation
 * @param address of its actors, {@code pekko://system@host:port}
 * @param clusterId of the Pekko cluster it is in; empty while it is in none
 * @param clusterSize how many members of that cluster it can reach, itself included
 */
public record ProbeAnswer(
    NodeId id, long startCount, String address, String clusterId, int clusterSize) {

  public boolean isInCluster() {
    return !clusterId.isEmpty();
  }
}

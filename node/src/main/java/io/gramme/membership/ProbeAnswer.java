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
 * @param http where others reach its front end, {@code host:port}
 * @param directoryId of its data directory
 * @param ringEpoch of the ring it has adopted, 0 for none
 * @param formats what it speaks and writes
 */
public record ProbeAnswer(
    NodeId id,
    long startCount,
    String address,
    String clusterId,
    int clusterSize,
    String http,
    String directoryId,
    long ringEpoch,
    Formats formats) {

  /** Of a node of this version that says nothing of its ring or its directory. */
  public ProbeAnswer(
      NodeId id, long startCount, String address, String clusterId, int clusterSize) {
    this(id, startCount, address, clusterId, clusterSize, "", "", 0, Formats.OURS);
  }

  public boolean isInCluster() {
    return !clusterId.isEmpty();
  }
}

package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The other members of the ring as this node sees them now.
 *
 * @param byId never contains this node
 */
public record Peers(Map<NodeId, Peer> byId) {

  public static final Peers NONE = new Peers(Map.of());

  /**
   * One peer.
   *
   * @param address of its actors, {@code pekko://system@host:port}, without an incarnation, so that
   *     it reaches whichever lives there
   * @param isReachable this node's own opinion (Dynamo §4.8: failure detection is local)
   */
  public record Peer(NodeId id, String address, boolean isReachable) {}

  public Peers {
    byId = Map.copyOf(byId);
  }

  /** The peer, if its address is known. */
  public Optional<Peer> peer(NodeId id) {
    return Optional.ofNullable(byId.get(id));
  }

  public boolean isReachable(NodeId id) {
    Peer peer = byId.get(id);
    return peer != null && peer.isReachable();
  }

  /** Every peer that can be reached. */
  public Set<NodeId> reachable() {
    return byId.values().stream()
        .filter(Peer::isReachable)
        .map(Peer::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String toString() {
    return new TreeMap<>(byId).values().toString();
  }
}

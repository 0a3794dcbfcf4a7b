package io.gramme.membership;

import io.gramme.membership.Peers.Peer;
import io.gramme.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where each peer was last known to live, and when it last answered a probe. What is known of a
 * later start of a node replaces what was known of an earlier one, and never the other way round.
 */
record Sightings(Map<NodeId, Sighting> byId) {

  static final Sightings NONE = new Sightings(Map.of());

  private static final long NEVER = Long.MIN_VALUE / 2;

  /**
   * One peer.
   *
   * @param address of its actors
   * @param startCount which of its starts lives there
   * @param answeredMillis when that start last answered a probe, by a clock that never goes back
   */
  record Sighting(String address, long startCount, long answeredMillis) {}

  Sightings {
    byId = Map.copyOf(byId);
  }

  /** A peer answered a probe. */
  Sightings answered(ProbeAnswer answer, long nowMillis) {
    return with(answer.id(), new Sighting(answer.address(), answer.startCount(), nowMillis));
  }

  /** The cluster shows a start of a peer, which may not have answered yet. */
  Sightings shown(NodeId id, String address, long startCount) {
    Sighting before = byId.get(id);
    boolean isSame = before != null && before.startCount() == startCount;
    return with(id, new Sighting(address, startCount, isSame ? before.answeredMillis() : NEVER));
  }

  private Sightings with(NodeId id, Sighting sighting) {
    Sighting before = byId.get(id);
    if (before != null && before.startCount() > sighting.startCount()) return this;
    Map<NodeId, Sighting> more = new HashMap<>(byId);
    more.put(id, sighting);
    return new Sightings(more);
  }

  /** What is known of the nodes that are looked for. */
  Sightings only(Predicate<NodeId> isLookedFor) {
    Map<NodeId, Sighting> fewer = new HashMap<>(byId);
    fewer.keySet().removeIf(isLookedFor.negate());
    return fewer.size() == byId.size() ? this : new Sightings(fewer);
  }

  /** Whether a peer, as far as it is known, has answered at or after a moment. */
  boolean answeredSince(NodeId id, long millis) {
    Sighting sighting = byId.get(id);
    return sighting != null && sighting.answeredMillis() >= millis;
  }

  /** The peers, reachable or not as {@code isReachable} says of each sighting. */
  Peers peers(Predicate<Sighting> isReachable) {
    Map<NodeId, Peer> peers = new HashMap<>();
    byId.forEach((id, seen) -> peers.put(id, new Peer(id, seen.address(), isReachable.test(seen))));
    return new Peers(peers);
  }
}

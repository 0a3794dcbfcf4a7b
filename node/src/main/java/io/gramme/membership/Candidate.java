package io.gramme.membership;

import io.gramme.model.NodeId;
import io.gramme.ring.Member;

/**
 * A node as it presents itself to others: who it is, what it can carry, and where it lives.
 *
 * @param id the node
 * @param capacity in percent of an ordinary machine
 * @param zone what fails together with it, empty where nobody said
 * @param http where others reach its front end, {@code host:port}
 * @param directoryId of its data directory
 * @param startCount how often that directory was opened
 */
public record Candidate(
    NodeId id, int capacity, String zone, String http, String directoryId, long startCount) {

  /** Refuses what can be no member of a ring and what has no address. */
  public Candidate {
    new Member(id, capacity, zone);
    new Address(startCount, directoryId, http);
  }

  /** The member of a ring that it would be. */
  public Member member() {
    return new Member(id, capacity, zone);
  }

  /** Where it lives. */
  public Address address() {
    return new Address(startCount, directoryId, http);
  }
}

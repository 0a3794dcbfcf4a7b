package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.Map;
import java.util.Optional;

/**
 * Whom a node looks for, and where: what the ring and the address book together say.
 *
 * @param epoch of the ring in force, 0 for none
 * @param members how many nodes take part in the ring, this one included if it does
 * @param participants where the others that take part answer
 * @param guests where those answer that are known and do not take part yet
 * @param mayJoin whether this node may be in the Pekko cluster: it takes part in the ring, and no
 *     peer that it has met objects
 */
public record FrontEnds(
    long epoch,
    int members,
    Map<NodeId, String> participants,
    Map<NodeId, String> guests,
    boolean mayJoin) {

  /** Of a node that has no ring. */
  public static final FrontEnds NONE = new FrontEnds(0, 0, Map.of(), Map.of(), false);

  public FrontEnds {
    participants = Map.copyOf(participants);
    guests = Map.copyOf(guests);
  }

  /** Where a node answers, if it is one of those looked for. */
  public Optional<String> of(NodeId id) {
    String known = participants.get(id);
    return Optional.ofNullable(known == null ? guests.get(id) : known);
  }
}

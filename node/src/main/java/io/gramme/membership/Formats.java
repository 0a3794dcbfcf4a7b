package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.Optional;

/**
 * Which formats a node speaks and writes, so that nodes of different versions tell each other so
 * rather than misread each other.
 *
 * @param wire of the messages between nodes
 * @param disk of the data directory; a node never reads another's disk, so this is for people
 */
public record Formats(int wire, int disk) {

  /** What this version speaks and writes. */
  public static final Formats OURS = new Formats(1, 1);

  /** What this version says to a node that speaks otherwise; nothing where they understand. */
  public Optional<String> refusal(NodeId peer) {
    if (wire == OURS.wire) return Optional.empty();
    return Optional.of(
        "node "
            + peer
            + " speaks wire format "
            + wire
            + ", and this version understands format "
            + OURS.wire
            + " alone: it is left out until it runs a version that both understand");
  }
}

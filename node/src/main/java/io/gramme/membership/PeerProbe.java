package io.gramme.membership;

import io.gramme.model.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks a node for its {@link ProbeAnswer} at its fixed address, by whatever means the front end
 * offers. Thread-safe; the stage completes within about a second, empty if nothing sensible came.
 */
public interface PeerProbe {

  /**
   * Asks once.
   *
   * @param hostAndPort of the node's front end
   * @param asker who asks, so that the other may look in turn where it lives now
   */
  CompletionStage<Optional<ProbeAnswer>> probe(String hostAndPort, NodeId asker);
}

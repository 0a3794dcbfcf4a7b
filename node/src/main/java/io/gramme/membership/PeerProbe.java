package io.gramme.membership;

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
   */
  CompletionStage<Optional<ProbeAnswer>> probe(String hostAndPort);
}

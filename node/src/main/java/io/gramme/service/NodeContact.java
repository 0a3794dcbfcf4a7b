package io.gramme.service;

import io.gramme.model.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How a node speaks to one that is in no ring, by whatever means the front end offers. Thread-safe;
 * the stages complete within about two seconds, never exceptionally.
 */
public interface NodeContact {

  /** Asks who answers there; empty for nobody, and for somebody of another kind. */
  CompletionStage<Optional<Introduction>> meet(Endpoint node);

  /**
   * Hands over a ring that names that node.
   *
   * @param charter the bytes of a {@link io.gramme.membership.Charter}
   * @return whether it has taken it
   */
  CompletionStage<Boolean> deliver(Endpoint node, byte[] charter);
}

package io.gramme.membership;

import io.gramme.ring.Change;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How a node that has no ring asks one that may have: by whatever means the front end offers.
 * Thread-safe; the stages complete within about two seconds and never exceptionally.
 */
public interface SeedContact {

  /**
   * Asks a seed for its ring.
   *
   * @param hostAndPort of the seed's front end
   * @return the bytes of a {@link Charter}; empty if nothing answered, or it has no ring either
   */
  CompletionStage<Optional<byte[]>> charter(String hostAndPort);

  /**
   * Asks a seed to stage a change, usually this node's {@link Change.Join}.
   *
   * @param self who asks
   * @return what came of it
   */
  CompletionStage<Reply> stage(String hostAndPort, Change change, Candidate self);

  /** What a seed says. */
  sealed interface Reply {}

  /** The change waits for an operator to commit it. */
  record IsStaged() implements Reply {}

  /** It will not, in words for an operator. */
  record IsRefused(String words) implements Reply {}

  /** No sensible answer. */
  record IsSilent() implements Reply {}
}

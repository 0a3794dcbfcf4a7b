package io.gramme.node;

import io.gramme.membership.Candidate;
import io.gramme.membership.SeedContact;
import io.gramme.ring.Change;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For a node whose front end knows of no way to ask seeds. */
enum NoSeeds implements SeedContact {
  CONTACT;

  @Override
  public CompletionStage<Optional<byte[]>> charter(String hostAndPort) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<Reply> stage(String hostAndPort, Change change, Candidate self) {
    return CompletableFuture.completedFuture(new IsSilent());
  }
}

package io.gramme.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts requests that have no answer yet, so that a server can end after the last. Thread-safe.
 */
final class RequestsInFlight {

  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private volatile boolean isEnding;

  void begin() {
    count.incrementAndGet();
  }

  void end() {
    if (count.decrementAndGet() == 0 && isEnding) quiet.complete(null);
  }

  boolean isEnding() {
    return isEnding;
  }

  /** Completes when all that have begun have ended, at once if none is under way. */
  CompletionStage<Void> lastOne() {
    isEnding = true;
    if (count.get() == 0) quiet.complete(null);
    return quiet;
  }
}

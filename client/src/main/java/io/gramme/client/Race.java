package io.gramme.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt at one node, or a read at two of which the first to answer wins: a failure counts
 * only when nobody else is still asked. Thread-safe.
 */
final class Race {

  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final List<CompletableFuture<Answer>> runners = new ArrayList<>();
  private int running;

  /** How it ends: with the first answer, or with the last failure. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Whether it has ended. */
  boolean isOver() {
    return outcome.isDone();
  }

  /** One more takes part. */
  void join(CompletableFuture<Answer> runner) {
    synchronized (this) {
      running++;
      runners.add(runner);
    }
    if (isOver()) runner.cancel(true);
  }

  /** One of them ended. */
  void ended(Outcome how) {
    boolean isLast;
    synchronized (this) {
      isLast = --running == 0;
    }
    if (how instanceof Outcome.Failed && !isLast) return;
    if (outcome.complete(how)) losers().forEach(each -> each.cancel(true));
  }

  private synchronized List<CompletableFuture<Answer>> losers() {
    return runners.stream().filter(each -> !each.isDone()).toList();
  }
}

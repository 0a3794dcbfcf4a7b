package io.gramme.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Remembers what it was told, and how often. */
final class Answer implements WriteListener {

  static final String STORED = "STORED";

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> first = new CompletableFuture<>();

  @Override
  public void stored() {
    tell(STORED);
  }

  @Override
  public void failed(WriteFailure why) {
    tell(why.name());
  }

  private void tell(String what) {
    told.add(what);
    first.complete(what);
  }

  /** Everything it was told so far. */
  List<String> told() {
    return told;
  }

  /** Waits for the answer. */
  String await() {
    return first.orTimeout(20, TimeUnit.SECONDS).join();
  }
}

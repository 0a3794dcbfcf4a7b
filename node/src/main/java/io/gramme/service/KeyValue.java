package io.gramme.service;

import io.gramme.causality.Context;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.WriteOutcome;
import io.gramme.model.Key;
import io.gramme.model.Value;
import java.util.concurrent.CompletionStage;

/**
 * The store as a client sees it: get, put and delete of single keys (Dynamo §4.1), futures in place
 * of actors.
 *
 * <p>Thread-safe. Every stage completes normally, with an outcome that says what happened, no later
 * than shortly after the request's timeout; an exceptional stage means a bug. A bucket of an
 * unknown type must not be passed: ask {@link Buckets} first.
 */
public interface KeyValue {

  /** Reads a key. */
  CompletionStage<ReadOutcome> get(Key key, ReadOptions options);

  /**
   * Writes a value.
   *
   * @param seen the context of the read that the value rests on, {@link Context#BLIND} for none
   */
  CompletionStage<WriteOutcome> put(Key key, Context seen, Value value, WriteOptions options);

  /**
   * Deletes what {@code seen} covers, without reading. What it does not cover stays, as a sibling
   * of the tombstone.
   */
  CompletionStage<WriteOutcome> delete(Key key, Context seen, WriteOptions options);

  /**
   * Reads, then deletes everything that was read; {@link WriteOutcome.NothingToDelete} where
   * nothing or only tombstones were found.
   */
  CompletionStage<WriteOutcome> delete(Key key, ReadOptions reading, WriteOptions options);
}

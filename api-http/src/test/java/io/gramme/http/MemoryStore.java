package io.gramme.http;

import io.gramme.causality.Context;
import io.gramme.causality.HybridClock;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.LocalRecord.Write;
import io.gramme.causality.Siblings;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WriteOutcome;
import io.gramme.model.Key;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.service.Buckets;
import io.gramme.service.KeyValue;
import io.gramme.service.ReadOptions;
import io.gramme.service.WriteOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A store of one replica, with real causality; refuses the keys that it is told to refuse. */
final class MemoryStore implements KeyValue {

  private static final int VECTOR_LIMIT = 50;

  private final Buckets buckets;
  private final Map<Key, LocalRecord> records = new ConcurrentHashMap<>();
  private final Map<Key, Refusal> refused = new ConcurrentHashMap<>();
  private final Map<Key, CompletableFuture<ReadOutcome>> held = new ConcurrentHashMap<>();
  private final Set<Key> asked = ConcurrentHashMap.newKeySet();
  private final HybridClock clock = new HybridClock(System::currentTimeMillis, 1000);
  private final Random actors = new Random(42);

  MemoryStore(Buckets buckets) {
    this.buckets = buckets;
  }

  void refuse(Key key, Refusal why) {
    refused.put(key, why);
  }

  /** From now on reads of {@code key} wait until the stage that this returns is completed. */
  CompletableFuture<ReadOutcome> hold(Key key) {
    CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
    held.put(key, outcome);
    return outcome;
  }

  /** Reads of {@code key} are answered at once again. */
  void release(Key key) {
    held.remove(key);
  }

  /** Whether anybody has read {@code key}. */
  boolean isAskedFor(Key key) {
    return asked.contains(key);
  }

  /** The keys under which there is a value. */
  Stream<Key> keys() {
    return records.entrySet().stream()
        .filter(each -> !each.getValue().siblings().isDeleted())
        .map(Map.Entry::getKey);
  }

  @Override
  public CompletionStage<ReadOutcome> get(Key key, ReadOptions options) {
    if (key.name().text().equals("bug")) throw new IllegalStateException("a planted bug");
    asked.add(key);
    CompletableFuture<ReadOutcome> outcome = held.get(key);
    return outcome != null ? outcome : CompletableFuture.completedFuture(read(key));
  }

  private ReadOutcome read(Key key) {
    if (refused.containsKey(key)) return new ReadOutcome.Refused(refused.get(key));
    Siblings siblings = records.getOrDefault(key, LocalRecord.NONE).siblings();
    return siblings.isEmpty()
        ? new ReadOutcome.NotFound()
        : new ReadOutcome.Found(siblings, new Context(siblings.seen(), "ann"));
  }

  @Override
  public CompletionStage<WriteOutcome> put(
      Key key, Context seen, Value value, WriteOptions options) {
    return CompletableFuture.completedFuture(write(key, seen, value));
  }

  @Override
  public CompletionStage<WriteOutcome> delete(Key key, Context seen, WriteOptions options) {
    return CompletableFuture.completedFuture(write(key, seen, new Tombstone()));
  }

  @Override
  public CompletionStage<WriteOutcome> delete(Key key, ReadOptions reading, WriteOptions options) {
    Optional<Siblings> found =
        Optional.of(records.getOrDefault(key, LocalRecord.NONE).siblings())
            .filter(siblings -> !siblings.isEmpty() && !siblings.isDeleted());
    WriteOutcome outcome =
        found
            .map(siblings -> write(key, new Context(siblings.seen(), ""), new Tombstone()))
            .orElseGet(WriteOutcome.NothingToDelete::new);
    return CompletableFuture.completedFuture(outcome);
  }

  private synchronized WriteOutcome write(Key key, Context seen, Payload payload) {
    if (refused.containsKey(key)) return new WriteOutcome.Refused(refused.get(key));
    LocalRecord before = records.getOrDefault(key, LocalRecord.NONE);
    LocalRecord after =
        before
            .write(new Write(seen.seen(), payload, clock.now(), VECTOR_LIMIT), 1, actors::nextLong)
            .record();
    if (!buckets.of(key.bucket()).orElseThrow().keepsSiblings()) after = after.newestOnly();
    records.put(key, after);
    return new WriteOutcome.Written(after.siblings(), new Context(after.siblings().seen(), "ann"));
  }
}

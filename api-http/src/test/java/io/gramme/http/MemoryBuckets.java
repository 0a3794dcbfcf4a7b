package io.gramme.http;

import io.gramme.buckets.BucketProperties;
import io.gramme.model.Bucket;
import io.gramme.service.Buckets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Buckets of the types {@code default} and {@code siblings}, and of those made, in memory. */
final class MemoryBuckets implements Buckets {

  private final Map<Bucket, Map<String, Object>> changes = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> types = new ConcurrentHashMap<>();

  @Override
  public Optional<BucketProperties> of(Bucket bucket) {
    return ofType(bucket.type()).map(type -> type.with(changes.getOrDefault(bucket, Map.of())));
  }

  @Override
  public Optional<BucketProperties> ofType(String type) {
    Map<String, Object> own = types.getOrDefault(type, Map.of());
    if (type.equals(Bucket.DEFAULT_TYPE))
      return Optional.of(BucketProperties.DEFAULT_TYPE.with(own));
    return type.equals("siblings") || types.containsKey(type)
        ? Optional.of(BucketProperties.NEW_TYPE.with(own))
        : Optional.empty();
  }

  @Override
  public CompletionStage<Changed> change(Bucket bucket, Map<String, Object> change) {
    changes.merge(
        bucket,
        change,
        (before, now) -> {
          Map<String, Object> both = new ConcurrentHashMap<>(before);
          both.putAll(now);
          return both;
        });
    return CompletableFuture.completedFuture(Changed.DONE);
  }

  @Override
  public SortedSet<String> types() {
    SortedSet<String> all = new TreeSet<>(types.keySet());
    all.add(Bucket.DEFAULT_TYPE);
    all.add("siblings");
    return all;
  }

  @Override
  public CompletionStage<Changed> changeType(String type, Map<String, Object> change) {
    Map<String, Object> all = new ConcurrentHashMap<>(types.getOrDefault(type, Map.of()));
    all.putAll(change);
    types.put(type, all);
    return CompletableFuture.completedFuture(Changed.DONE);
  }

  @Override
  public CompletionStage<Changed> reset(Bucket bucket) {
    changes.remove(bucket);
    return CompletableFuture.completedFuture(Changed.DONE);
  }
}

package io.gramme.http;

import io.gramme.coordination.Refusal;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.service.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists what a store in memory holds, as if it were one partition. */
final class MemoryListing implements Listing {

  private final MemoryStore store;
  private final Set<String> halfKnown = ConcurrentHashMap.newKeySet();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  final AtomicInteger pages = new AtomicInteger();

  MemoryListing(MemoryStore store) {
    this.store = store;
  }

  /** From now on a partition is missing of a bucket of the default type. */
  void hideSomeOf(String bucket) {
    halfKnown.add(bucket);
  }

  /** From now on there is no page of a bucket after the first. */
  void fallSilentIn(String bucket) {
    silent.add(bucket);
  }

  @Override
  public CompletionStage<Outcome> page(Subject subject, Mark from, int max, Duration timeout) {
    pages.incrementAndGet();
    String bucket = subject instanceof Keys keys ? keys.bucket().name().text() : "";
    if (silent.contains(bucket) && from.after().size() > 0)
      return CompletableFuture.completedStage(new Refused(new Refusal.TimedOut()));
    TreeSet<Blob> all = names(subject).collect(Collectors.toCollection(TreeSet::new));
    List<Blob> names = all.tailSet(from.after(), false).stream().limit(max).toList();
    Blob last = names.isEmpty() ? from.after() : names.get(names.size() - 1);
    boolean isEnd = all.isEmpty() || last.compareTo(all.last()) >= 0;
    boolean isWhole = !halfKnown.contains(bucket);
    Page page =
        new Page(names, new Mark(0, last, isWhole), isEnd, isWhole ? List.of() : List.of(3));
    return CompletableFuture.completedStage(page);
  }

  private Stream<Blob> names(Subject subject) {
    return subject instanceof Keys keys
        ? store.keys().filter(it -> it.bucket().equals(keys.bucket())).map(Key::name)
        : store
            .keys()
            .map(Key::bucket)
            .filter(it -> it.type().equals(subject.type()))
            .map(bucket -> bucket.name());
  }
}

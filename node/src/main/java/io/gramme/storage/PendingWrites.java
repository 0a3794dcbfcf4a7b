package io.gramme.storage;

import io.gramme.model.Blob;
import io.gramme.storage.Engine.EntryVisitor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What an engine will hold once the writes that wait have reached it.
 *
 * <p>Of several changes to one key only the last is kept, known by the number of its write. Safe
 * for any number of readers while one thread at a time adds or removes.
 */
final class PendingWrites {

  private record Pending(long number, Change change) {

    Optional<byte[]> value() {
      return change instanceof Change.Put put ? Optional.of(put.value()) : Optional.empty();
    }
  }

  private final Engine engine;
  private final ConcurrentSkipListMap<Blob, Pending> latest = new ConcurrentSkipListMap<>();

  PendingWrites(Engine engine) {
    this.engine = engine;
  }

  void add(long number, List<Change> changes) {
    for (Change change : changes) {
      latest.put(Blob.wrap(change.key()), new Pending(number, change));
    }
  }

  /** Forgets the changes of a write, stored or failed, unless others have come after them. */
  void remove(long number, List<Change> changes) {
    for (Change change : changes) {
      latest.remove(Blob.wrap(change.key()), new Pending(number, change));
    }
  }

  /** What the last write put under the key, stored or not. */
  Optional<byte[]> get(byte[] key) {
    Optional<Pending> pending = Optional.ofNullable(latest.get(Blob.wrap(key)));
    return pending.isPresent() ? pending.get().value() : engine.get(key);
  }

  /**
   * Visits entries as {@link Engine#scan} does. Every write that was made before the call is seen,
   * unless it fails; the copy of what waits is as bounded as the queue of the writer.
   */
  void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    TreeMap<Blob, Pending> waiting = new TreeMap<>();
    latest.subMap(Blob.wrap(from), Blob.wrap(to)).forEach(waiting::put);
    Merge merge = new Merge(waiting, visitor);
    engine.scan(from, to, merge);
    merge.finish();
  }

  /** Weaves what waits into what the engine shows; both come in the order of their keys. */
  private static final class Merge implements EntryVisitor {

    private final TreeMap<Blob, Pending> waiting;
    private final EntryVisitor visitor;
    private boolean goesOn = true;

    Merge(TreeMap<Blob, Pending> waiting, EntryVisitor visitor) {
      this.waiting = waiting;
      this.visitor = visitor;
    }

    @Override
    public boolean visit(byte[] key, byte[] value) {
      Blob at = Blob.wrap(key);
      boolean overwritten = waiting.containsKey(at);
      while (goesOn && !waiting.isEmpty() && waiting.firstKey().compareTo(at) <= 0) visitFirst();
      if (goesOn && !overwritten) goesOn = visitor.visit(key, value);
      return goesOn;
    }

    void finish() {
      while (goesOn && !waiting.isEmpty()) visitFirst();
    }

    private void visitFirst() {
      Map.Entry<Blob, Pending> first = waiting.pollFirstEntry();
      Optional<byte[]> value = first.getValue().value();
      if (value.isPresent()) goesOn = visitor.visit(first.getKey().bytes(), value.get());
    }
  }
}

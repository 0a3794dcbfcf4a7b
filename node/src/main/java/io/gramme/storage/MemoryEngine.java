package io.gramme.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An engine that forgets when it is closed; for tests and for caches. A scan copies references. */
final class MemoryEngine implements Engine {

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  private boolean closed;

  @Override
  public synchronized Optional<byte[]> get(byte[] key) {
    requireOpen();
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized void write(List<Change> changes, boolean sync) {
    requireOpen();
    for (Change change : changes) {
      if (change instanceof Change.Put put) entries.put(put.key(), put.value());
      else entries.remove(change.key());
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    for (Map.Entry<byte[], byte[]> entry : snapshot(from, to).entrySet()) {
      if (!visitor.visit(entry.getKey(), entry.getValue())) return;
    }
  }

  private synchronized TreeMap<byte[], byte[]> snapshot(byte[] from, byte[] to) {
    requireOpen();
    return Arrays.compareUnsigned(from, to) < 0
        ? new TreeMap<>(entries.subMap(from, to))
        : new TreeMap<>(Arrays::compareUnsigned);
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.clear();
  }

  private void requireOpen() {
    if (closed) throw new StorageClosedException("the memory engine");
  }
}

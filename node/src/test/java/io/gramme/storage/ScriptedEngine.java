package io.gramme.storage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A memory engine that stalls and fails when it is told to, and remembers its batches. */
final class ScriptedEngine implements Engine {

  record Batch(int records, boolean synced) {}

  private final MemoryEngine memory = new MemoryEngine();
  private final List<Batch> batches = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final Semaphore arrivals = new Semaphore(0);
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /** From now on writes stop at a gate. */
  void stall() {
    gate = new CountDownLatch(1);
    arrivals.drainPermits();
  }

  void awaitStalledWrite() {
    arrivals.acquireUninterruptibly();
  }

  void goOn() {
    gate.countDown();
  }

  void failWith(RuntimeException why) {
    failure = Optional.of(why);
  }

  void recover() {
    failure = Optional.empty();
  }

  List<Batch> batches() {
    return batches;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return memory.get(key);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    arrivals.release();
    awaitGate();
    if (failure.isPresent()) throw failure.get();
    memory.write(changes, sync);
    long records = changes.stream().filter(c -> EntryKind.RECORD.isKindOf(c.key())).count();
    batches.add(new Batch((int) records, sync));
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new StorageFailedException("interrupted", e);
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    memory.scan(from, to, visitor);
  }

  @Override
  public void close() {
    memory.close();
  }
}

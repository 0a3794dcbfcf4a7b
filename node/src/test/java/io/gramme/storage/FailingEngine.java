package io.gramme.storage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A real engine whose disk breaks, mends and stalls on demand, and whose scans are noted. */
final class FailingEngine implements Engine {

  /** How the next write fails, if it does. */
  enum Next {
    SUCCEEDS,
    FAILS,
    /** The writer is told that it failed, and it has happened all the same. */
    HAPPENS_AND_FAILS
  }

  /** Says whether writes fail, and how. */
  static final class Switch {
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private volatile Next next = Next.SUCCEEDS;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Semaphore arrivals = new Semaphore(0);
    private final List<byte[]> scans = new CopyOnWriteArrayList<>();

    void fail(RuntimeException why) {
      failure = Optional.of(why);
    }

    void mend() {
      failure = Optional.empty();
    }

    /** One write fails so, and the others behind it succeed. */
    void next(Next how) {
      next = how;
    }

    /** From now on writes stop at a gate. */
    void stall() {
      gate = new CountDownLatch(1);
      arrivals.drainPermits();
    }

    void awaitStalledWrite() {
      try {
        if (!arrivals.tryAcquire(20, TimeUnit.SECONDS)) throw new AssertionError("no write came");
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      }
    }

    void goOn() {
      gate.countDown();
    }

    /** Where scans began. */
    List<byte[]> scans() {
      return scans;
    }
  }

  private static final StorageFailedException ONCE = new StorageFailedException("for once");

  private final Engine engine;
  private final Switch broken;

  FailingEngine(Engine engine, Switch broken) {
    this.engine = engine;
    this.broken = broken;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return engine.get(key);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    broken.arrivals.release();
    awaitGate();
    if (broken.failure.isPresent()) throw broken.failure.get();
    Next how = broken.next;
    broken.next = Next.SUCCEEDS;
    if (how == Next.FAILS) throw ONCE;
    engine.write(changes, sync);
    if (how == Next.HAPPENS_AND_FAILS) throw ONCE;
  }

  private void awaitGate() {
    try {
      broken.gate.await();
    } catch (InterruptedException e) {
      throw new StorageFailedException("interrupted", e);
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    broken.scans.add(from);
    engine.scan(from, to, visitor);
  }

  @Override
  public void close() {
    engine.close();
  }
}

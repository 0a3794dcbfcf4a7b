package io.gramme.storage;

import io.gramme.model.Durability;
import io.gramme.storage.Engine.EntryVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of an engine: gathers the writes of all callers into one batch and one sync (group
 * commit, DeWitt et al. 1984), and lets readers see what waits.
 *
 * <p>Writes take effect in the order in which they were submitted. A buffered write is acknowledged
 * at once and reaches the engine after {@link StorageSettings#flushEveryMillis}, with {@link
 * StorageSettings#flushEveryObjects} others, or with the next write that somebody waits for.
 *
 * <p>When the engine fails a batch, first the failure listener runs, then reads stop seeing the
 * batch, then its writers are told. For a short pause new writes are refused; those that wait are
 * tried, so nobody waits for an engine to recover. Safe for any number of threads.
 */
public final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** A write that waits. */
  private record Write(
      long number,
      List<Change> changes,
      Durability durability,
      WriteListener listener,
      long bytes,
      long sinceNanos) {}

  private final Engine engine;
  private final StorageSettings settings;
  private final SpaceGuard space;
  private final Consumer<Throwable> onFailure;
  private final PendingWrites pending;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Write> queue = new ArrayDeque<>();
  private List<Write> committing = List.of();
  private int awaited;
  private int unflushedObjects;
  private long unflushedBytes;
  private long lastNumber;
  private long refusedUntilNanos = System.nanoTime();
  private boolean closing;
  private WriterFigures.Done done = WriterFigures.Done.NOTHING;
  private boolean unsynced;
  private final AtomicLong failures = new AtomicLong();

  /**
   * Starts the writer's thread.
   *
   * @param space asked before every write
   * @param onFailure hears, in the writer's thread, why the engine failed a batch; must not throw
   */
  GroupCommit(
      Engine engine, StorageSettings settings, SpaceGuard space, Consumer<Throwable> onFailure) {
    this.engine = engine;
    this.settings = settings;
    this.space = space;
    this.onFailure = onFailure;
    this.pending = new PendingWrites(engine);
    this.writer = new Thread(this::run, "storage-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Hands over changes that take effect together, or not at all. Returns at once; reads see them
   * from then on, unless they are refused or fail.
   *
   * @return whether they were taken on; if not, the listener has heard why
   */
  public boolean submit(List<Change> changes, Durability durability, WriteListener listener) {
    long bytes = changes.stream().mapToLong(Change::bytes).sum();
    Optional<WriteFailure> refusal = admit(changes, durability, listener, bytes);
    if (refusal.isPresent()) listener.failed(refusal.get());
    else if (durability == Durability.BUFFERED) listener.stored();
    return refusal.isEmpty();
  }

  private Optional<WriteFailure> admit(
      List<Change> changes, Durability durability, WriteListener listener, long bytes) {
    boolean full = space.isLow();
    lock.lock();
    try {
      Optional<WriteFailure> refusal = refusal(full, bytes);
      if (refusal.isPresent()) {
        done = done.withRefusal();
        return refusal;
      }
      long now = System.nanoTime();
      queue.add(new Write(++lastNumber, List.copyOf(changes), durability, listener, bytes, now));
      pending.add(lastNumber, changes);
      unflushedObjects++;
      unflushedBytes += bytes;
      if (durability != Durability.BUFFERED) awaited++;
      if (queue.size() == 1 || isDue(now)) work.signal();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Optional<WriteFailure> refusal(boolean full, long bytes) {
    if (closing) return Optional.of(WriteFailure.CLOSED);
    if (full) return Optional.of(WriteFailure.DISK_FULL);
    if (System.nanoTime() - refusedUntilNanos < 0) return Optional.of(WriteFailure.FAILED);
    boolean fits =
        unflushedObjects < settings.queue().objects()
            && unflushedBytes + bytes <= settings.queue().bytes();
    return fits ? Optional.empty() : Optional.of(WriteFailure.OVERLOADED);
  }

  /** What the key holds, counting what waits. Fails as {@link Engine#get} does. */
  public Optional<byte[]> get(byte[] key) {
    return pending.get(key);
  }

  /** Visits entries, counting what waits. Fails as {@link Engine#scan} does. */
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    pending.scan(from, to, visitor);
  }

  /** About how many bytes entries take on disk. Fails as {@link Engine#approximateBytes} does. */
  public long approximateBytes(byte[] from, byte[] to) {
    return engine.approximateBytes(from, to);
  }

  /**
   * How many batches have failed. It grows after reads have stopped seeing the batch, and before
   * its writers are told.
   */
  public long failures() {
    return failures.get();
  }

  /** What was done and what waits, now. */
  public WriterFigures figures() {
    lock.lock();
    try {
      return new WriterFigures(unflushedObjects, unflushedBytes, longestWaitMicros(), done);
    } finally {
      lock.unlock();
    }
  }

  private long longestWaitMicros() {
    if (committing.isEmpty() && queue.isEmpty()) return 0;
    Write oldest = committing.isEmpty() ? queue.getFirst() : committing.get(0);
    long waited = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - oldest.sinceNanos());
    if (oldest.durability() != Durability.BUFFERED) return waited;
    return Math.max(0, waited - 1_000L * settings.batching().flushEveryMillis());
  }

  /**
   * Writes and syncs what waits, answers everybody and ends the thread; writes from now on are
   * refused. If the disk does not answer within {@link StorageSettings#closeWithinMillis}, gives
   * up.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    long endNanos =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.care().closeWithinMillis());
    while (writer.isAlive() && System.nanoTime() - endNanos < 0) {
      try {
        writer.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
    if (writer.isAlive()) LOG.error("The disk does not answer: writes are left unfinished.");
  }

  /** Whether the thread has ended, so that the engine may be closed. */
  boolean hasEnded() {
    return !writer.isAlive();
  }

  /** Whether every write that was accepted reached the disk and was synced. */
  boolean hasKeptEverything() {
    lock.lock();
    try {
      return hasEnded() && !unsynced && done.failedBatches() == 0;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<Write> batch = nextBatch();
    while (!batch.isEmpty()) {
      commit(batch);
      batch = nextBatch();
    }
    if (unsynced) commit(batch);
  }

  /** Waits for a batch that is due; empty when closing and nothing waits. */
  private List<Write> nextBatch() {
    lock.lock();
    try {
      while (!isDue(System.nanoTime())) {
        if (queue.isEmpty() && closing) return List.of();
        if (queue.isEmpty()) work.awaitUninterruptibly();
        else awaitFlush();
      }
      return drain();
    } finally {
      lock.unlock();
    }
  }

  private void awaitFlush() {
    try {
      long waitedNanos = System.nanoTime() - queue.getFirst().sinceNanos();
      work.awaitNanos(
          TimeUnit.MILLISECONDS.toNanos(settings.batching().flushEveryMillis()) - waitedNanos);
    } catch (InterruptedException e) {
      LOG.warn("Nobody should interrupt the writer; it goes on.");
    }
  }

  private boolean isDue(long nowNanos) {
    if (queue.isEmpty()) return false;
    long waitedNanos = nowNanos - queue.getFirst().sinceNanos();
    return closing
        || awaited > 0
        || queue.size() >= settings.batching().flushEveryObjects()
        || waitedNanos >= TimeUnit.MILLISECONDS.toNanos(settings.batching().flushEveryMillis());
  }

  private List<Write> drain() {
    List<Write> batch = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty()
        && batch.size() < settings.batching().flushEveryObjects()
        && (batch.isEmpty()
            || bytes + queue.getFirst().bytes() <= settings.batching().batchBytes())) {
      Write write = queue.removeFirst();
      if (write.durability() != Durability.BUFFERED) awaited--;
      bytes += write.bytes();
      batch.add(write);
    }
    committing = batch;
    return batch;
  }

  private void commit(List<Write> batch) {
    boolean last = batch.isEmpty();
    boolean sync = last || batch.stream().anyMatch(w -> w.durability() == Durability.SYNC);
    List<Change> changes = new ArrayList<>(batch.size());
    for (Write write : batch) changes.addAll(write.changes());
    try {
      engine.write(changes, sync);
      settle(batch, done -> done.withBatch(sync, batch.size()), !sync);
      for (Write write : batch) answer(write, WriteListener::stored);
    } catch (RuntimeException | Error e) {
      fail(batch, e);
    }
  }

  private void fail(List<Write> batch, Throwable why) {
    LOG.error("The engine failed to write a batch of {} writes: {}", batch.size(), why.toString());
    LOG.debug("Where it failed", why);
    pauseAdmission();
    onFailure.accept(why);
    long lost = batch.stream().filter(w -> w.durability() == Durability.BUFFERED).count();
    settle(batch, done -> done.withFailedBatch(lost), true);
    failures.incrementAndGet();
    boolean full = why instanceof StorageFailedException failed && failed.isDiskFull();
    WriteFailure reason = full ? WriteFailure.DISK_FULL : WriteFailure.FAILED;
    for (Write write : batch) answer(write, listener -> listener.failed(reason));
  }

  private void pauseAdmission() {
    long pauseNanos = TimeUnit.MILLISECONDS.toNanos(settings.care().pauseAfterFailureMillis());
    lock.lock();
    try {
      refusedUntilNanos = System.nanoTime() + pauseNanos;
    } finally {
      lock.unlock();
    }
  }

  private void settle(
      List<Write> batch, UnaryOperator<WriterFigures.Done> count, boolean leavesUnsynced) {
    lock.lock();
    try {
      done = count.apply(done);
      unsynced = leavesUnsynced;
      committing = List.of();
      for (Write write : batch) {
        pending.remove(write.number(), write.changes());
        unflushedObjects--;
        unflushedBytes -= write.bytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells the writer, unless it was told when it wrote. A listener that throws harms nobody. */
  private static void answer(Write write, Consumer<WriteListener> answer) {
    if (write.durability() == Durability.BUFFERED) return;
    try {
      answer.accept(write.listener());
    } catch (RuntimeException e) {
      LOG.error("A write listener threw", e);
    }
  }
}

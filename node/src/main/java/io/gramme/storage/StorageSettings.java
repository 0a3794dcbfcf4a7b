package io.gramme.storage;

/**
 * The bounds of a node's storage. Each is an answer when reached.
 *
 * @param engine which engine to use
 * @param memory what the engine may keep in memory, outside the heap
 * @param batching how writes are gathered
 * @param queue how many writes may wait
 * @param care what keeps the store out of trouble
 */
public record StorageSettings(
    EngineChoice engine, Memory memory, Batching batching, Queue queue, Care care) {

  /**
   * What the engine may keep in memory, outside the heap.
   *
   * @param cacheBytes blocks of the database
   * @param writeBufferBytes how much the engine gathers in memory and in its log before it writes a
   *     table
   */
  public record Memory(long cacheBytes, int writeBufferBytes) {

    public Memory {
      positive("cacheBytes", cacheBytes);
      positive("writeBufferBytes", writeBufferBytes);
    }
  }

  /**
   * How writes are gathered.
   *
   * @param flushEveryMillis the longest that a buffered write stays in memory alone
   * @param flushEveryObjects the most buffered writes that stay in memory alone, and the most
   *     writes in one batch
   * @param batchBytes the most bytes in one batch, unless a single write is larger
   */
  public record Batching(int flushEveryMillis, int flushEveryObjects, int batchBytes) {

    public Batching {
      positive("flushEveryMillis", flushEveryMillis);
      positive("flushEveryObjects", flushEveryObjects);
      positive("batchBytes", batchBytes);
    }
  }

  /**
   * How many writes may wait for the engine, beyond which {@link WriteFailure#OVERLOADED}.
   *
   * @param objects by number
   * @param bytes by size
   */
  public record Queue(int objects, long bytes) {

    public Queue {
      positive("queueObjects", objects);
      positive("queueBytes", bytes);
    }
  }

  /**
   * What keeps the store out of trouble.
   *
   * @param minFreeBytes disk space below which writes are refused with {@link
   *     WriteFailure#DISK_FULL}
   * @param pauseAfterFailureMillis how long writes are refused after the engine failed one
   * @param closeWithinMillis how long closing waits for the writes under way
   */
  public record Care(long minFreeBytes, int pauseAfterFailureMillis, int closeWithinMillis) {

    public Care {
      if (minFreeBytes < 0) throw new IllegalArgumentException("minFreeBytes is " + minFreeBytes);
      positive("pauseAfterFailureMillis", pauseAfterFailureMillis);
      positive("closeWithinMillis", closeWithinMillis);
    }
  }

  private static final int MEBIBYTE = 1 << 20;

  /** For a node with 256 to 512 MiB of heap. */
  public static final StorageSettings DEFAULTS =
      new StorageSettings(
          EngineChoice.AUTO,
          new Memory(64L * MEBIBYTE, 16 * MEBIBYTE),
          new Batching(10, 1_000, 4 * MEBIBYTE),
          new Queue(10_000, 64L * MEBIBYTE),
          new Care(256L * MEBIBYTE, 100, 30_000));

  /** The same with another engine. */
  public StorageSettings withEngine(EngineChoice other) {
    return new StorageSettings(other, memory, batching, queue, care);
  }

  /** The same with other sizes of the engine's memory. */
  public StorageSettings with(Memory other) {
    return new StorageSettings(engine, other, batching, queue, care);
  }

  /** The same with other bounds for the writes that wait. */
  public StorageSettings with(Queue other) {
    return new StorageSettings(engine, memory, batching, other, care);
  }

  /** The same with other bounds for the writes that are acknowledged from memory. */
  public StorageSettings withFlush(int everyMillis, int everyObjects) {
    Batching other = new Batching(everyMillis, everyObjects, batching.batchBytes());
    return new StorageSettings(engine, memory, other, queue, care);
  }

  /** The same with another bound for how long closing may take. */
  public StorageSettings withCloseWithin(int millis) {
    Care other = new Care(care.minFreeBytes(), care.pauseAfterFailureMillis(), millis);
    return new StorageSettings(engine, memory, batching, queue, other);
  }

  private static void positive(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, not " + value);
  }
}

package io.gramme.storage;

/**
 * The bounds of a node's storage. Each is an answer when reached.
 *
 * @param engine which engine to use
 * @param cacheBytes blocks of the database kept in memory, outside the heap
 * @param writeBufferBytes how much the engine gathers in memory and in its log before it writes a
 *     table
 * @param flushEveryMillis the longest that a buffered write stays in memory alone
 * @param flushEveryObjects the most buffered writes that stay in memory alone, and the most writes
 *     in one batch
 * @param batchBytes the most bytes in one batch, unless a single write is larger
 * @param queueObjects writes waiting for the engine, beyond which {@link WriteFailure#OVERLOADED}
 * @param queueBytes bytes waiting for the engine, beyond which {@link WriteFailure#OVERLOADED}
 * @param minFreeBytes disk space below which writes are refused with {@link WriteFailure#DISK_FULL}
 * @param pauseAfterFailureMillis how long writes are refused after the engine failed one
 * @param closeWithinMillis how long closing waits for the writes under way
 */
public record StorageSettings(
    EngineChoice engine,
    long cacheBytes,
    int writeBufferBytes,
    int flushEveryMillis,
    int flushEveryObjects,
    int batchBytes,
    int queueObjects,
    long queueBytes,
    long minFreeBytes,
    int pauseAfterFailureMillis,
    int closeWithinMillis) {

  private static final int MEBIBYTE = 1 << 20;

  /** For a node with 256 to 512 MiB of heap. */
  public static final StorageSettings DEFAULTS =
      new StorageSettings(
          EngineChoice.AUTO,
          64L * MEBIBYTE,
          16 * MEBIBYTE,
          10,
          1_000,
          4 * MEBIBYTE,
          10_000,
          64L * MEBIBYTE,
          256L * MEBIBYTE,
          100,
          30_000);

  public StorageSettings {
    positive("cacheBytes", cacheBytes);
    positive("writeBufferBytes", writeBufferBytes);
    positive("flushEveryMillis", flushEveryMillis);
    positive("flushEveryObjects", flushEveryObjects);
    positive("batchBytes", batchBytes);
    positive("queueObjects", queueObjects);
    positive("queueBytes", queueBytes);
    if (minFreeBytes < 0) throw new IllegalArgumentException("minFreeBytes is " + minFreeBytes);
    positive("pauseAfterFailureMillis", pauseAfterFailureMillis);
    positive("closeWithinMillis", closeWithinMillis);
  }

  /** The same with another engine. */
  public StorageSettings withEngine(EngineChoice other) {
    return new StorageSettings(
        other,
        cacheBytes,
        writeBufferBytes,
        flushEveryMillis,
        flushEveryObjects,
        batchBytes,
        queueObjects,
        queueBytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        closeWithinMillis);
  }

  /** The same with other bounds for the writes that wait. */
  public StorageSettings withQueue(int objects, long bytes) {
    return new StorageSettings(
        engine,
        cacheBytes,
        writeBufferBytes,
        flushEveryMillis,
        flushEveryObjects,
        batchBytes,
        objects,
        bytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        closeWithinMillis);
  }

  /** The same with other bounds for the writes that are acknowledged from memory. */
  public StorageSettings withFlush(int everyMillis, int everyObjects) {
    return new StorageSettings(
        engine,
        cacheBytes,
        writeBufferBytes,
        everyMillis,
        everyObjects,
        batchBytes,
        queueObjects,
        queueBytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        closeWithinMillis);
  }

  /** The same with another bound for how long closing may take. */
  public StorageSettings withCloseWithin(int millis) {
    return new StorageSettings(
        engine,
        cacheBytes,
        writeBufferBytes,
        flushEveryMillis,
        flushEveryObjects,
        batchBytes,
        queueObjects,
        queueBytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        millis);
  }

  /** The same with another size of the engine's write buffer. */
  public StorageSettings withWriteBuffer(int bytes) {
    return new StorageSettings(
        engine,
        cacheBytes,
        bytes,
        flushEveryMillis,
        flushEveryObjects,
        batchBytes,
        queueObjects,
        queueBytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        closeWithinMillis);
  }

  /** The same with another size of the cache. */
  public StorageSettings withCache(long bytes) {
    return new StorageSettings(
        engine,
        bytes,
        writeBufferBytes,
        flushEveryMillis,
        flushEveryObjects,
        batchBytes,
        queueObjects,
        queueBytes,
        minFreeBytes,
        pauseAfterFailureMillis,
        closeWithinMillis);
  }

  private static void positive(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, not " + value);
  }
}

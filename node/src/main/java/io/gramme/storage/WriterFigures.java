package io.gramme.storage;

/**
 * What a writer has done and has still to do, at one moment.
 *
 * @param queuedObjects writes that have not reached the engine
 * @param queuedBytes their size, keys and values
 * @param longestWaitMicros how long the oldest of them has waited, in microseconds; for a buffered
 *     one, how long beyond the time for which it may stay in memory; 0 if none waits
 * @param done what became of the others
 */
public record WriterFigures(
    int queuedObjects, long queuedBytes, long longestWaitMicros, Done done) {

  /**
   * Counts since the writer started.
   *
   * @param batches batches that were written
   * @param syncedBatches those of them that were synced
   * @param writtenObjects writes in those batches
   * @param failedBatches batches that the engine failed to write
   * @param lostBuffered writes in failed batches that had been acknowledged from memory
   * @param refusedObjects writes that were refused at once
   */
  public record Done(
      long batches,
      long syncedBatches,
      long writtenObjects,
      long failedBatches,
      long lostBuffered,
      long refusedObjects) {

    static final Done NOTHING = new Done(0, 0, 0, 0, 0, 0);

    Done withBatch(boolean synced, int objects) {
      return new Done(
          batches + 1,
          syncedBatches + (synced ? 1 : 0),
          writtenObjects + objects,
          failedBatches,
          lostBuffered,
          refusedObjects);
    }

    Done withFailedBatch(long lost) {
      return new Done(
          batches,
          syncedBatches,
          writtenObjects,
          failedBatches + 1,
          lostBuffered + lost,
          refusedObjects);
    }

    Done withRefusal() {
      return new Done(
          batches, syncedBatches, writtenObjects, failedBatches, lostBuffered, refusedObjects + 1);
    }
  }
}

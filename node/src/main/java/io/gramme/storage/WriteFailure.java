package io.gramme.storage;

/** Why a write was not stored. */
public enum WriteFailure {
  /** The queue is full, by count or by bytes: nothing happened, try again later. */
  OVERLOADED,
  /** Too little disk space is left: nothing happened, or the batch ran into the end of the disk. */
  DISK_FULL,
  /** The engine failed, now or a moment ago: the write may have half happened. */
  FAILED,
  /** The store is closed or closing: nothing happened. */
  CLOSED
}

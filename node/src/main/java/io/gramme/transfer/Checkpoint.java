package io.gramme.transfer;

import io.gramme.model.Blob;

/**
 * How far the fetching of a partition has come: everything before this place is stored here. The
 * place means the same at every source, so that another one can go on from it.
 *
 * @param last where the next slice goes on; {@link Blob#EMPTY} at the beginning
 * @param isEnd whether all was fetched
 * @param keys fetched so far
 * @param bytes of their records, as they travel
 */
public record Checkpoint(Blob last, boolean isEnd, long keys, long bytes) {

  /** Nothing is fetched yet. */
  public static final Checkpoint START = new Checkpoint(Blob.EMPTY, false, 0, 0);

  /** After one more slice. */
  Checkpoint after(Stored slice) {
    return new Checkpoint(
        slice.last(), slice.isEnd(), keys + slice.keys(), bytes + slice.bytes());
  }

  /**
   * A slice whose records are all stored here, and synced.
   *
   * @param last where the next one goes on
   * @param isEnd whether there is none
   * @param keys how many records it had
   * @param bytes of these, as they travel
   * @param bytesLeft about how many bytes come after them at the source; -1 if that is unknown
   */
  public record Stored(Blob last, boolean isEnd, int keys, long bytes, long bytesLeft) {}
}

package io.gramme.storage;

import java.util.List;
import java.util.Optional;

/**
 * One data directory's map from bytes to bytes, in the unsigned order of the keys.
 *
 * <p>Safe for any number of threads. Arrays that are handed in or out are not copied; nobody
 * changes them afterwards. After {@link #close} every method throws {@link StorageClosedException};
 * a call that is under way when another thread closes either completes or throws it.
 */
public interface Engine extends AutoCloseable {

  /** Takes the entries of a scan one by one. */
  @FunctionalInterface
  interface EntryVisitor {

    /**
     * Takes the next entry.
     *
     * @return whether to go on
     */
    boolean visit(byte[] key, byte[] value);
  }

  /**
   * What the key holds, empty if it is absent.
   *
   * @throws StoreDamagedException if the bytes on disk are not those that were written
   * @throws StorageFailedException if they could not be read at all
   */
  Optional<byte[]> get(byte[] key);

  /**
   * Makes all changes or none, in their order, visible to every later call.
   *
   * @param sync whether they must survive a loss of power; otherwise only the end of this process
   * @throws StorageFailedException if they may not have been made, or only some of them: nobody may
   *     rely on what the keys hold until they are written again
   * @throws StoreDamagedException likewise, if the engine met damage and takes no writes any more
   */
  void write(List<Change> changes, boolean sync);

  /**
   * Visits the entries from {@code from} up to and without {@code to}, in order, as of the moment
   * of the call, without holding more than a few of them in memory. A visitor may read from the
   * engine.
   *
   * @throws StoreDamagedException if some entries in the range cannot be told; entries before them
   *     may have been visited
   * @throws StorageFailedException if they could not be read at all
   */
  void scan(byte[] from, byte[] to, EntryVisitor visitor);

  /**
   * About how many bytes the entries from {@code from} up to and without {@code to} take on disk.
   * Cheap; what was written last may not be counted yet, and an engine that cannot tell says 0.
   *
   * @throws StorageFailedException if it could not be read at all
   */
  default long approximateBytes(byte[] from, byte[] to) {
    return 0;
  }

  /** Waits for the calls under way and lets go of the directory. Closing twice is not an error. */
  @Override
  void close();
}

package io.gramme.storage;

import io.gramme.model.Durability;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over restarts in which start a write failed last, in a small file, and in each
 * partition when its trees were counted anew: trees that were not counted since are in doubt.
 *
 * <p>A failed batch may stand in the log of the engine after all, and be seen at the next start,
 * although leaves were written since without it. So nothing is written after a failed batch until
 * the file says so: see {@link DoubtingEngine}.
 */
final class TreeDoubt {

  private static final Logger LOG = LoggerFactory.getLogger(TreeDoubt.class);
  private static final int NEVER = 0;

  private final DurableFile file;
  private final int startCount;
  private final int failedBefore;
  private volatile int recorded;

  private TreeDoubt(DurableFile file, int startCount, int failedBefore) {
    this.file = file;
    this.startCount = startCount;
    this.failedBefore = failedBefore;
    this.recorded = failedBefore;
  }

  /**
   * Reads the file; one that cannot be understood means the start before this one.
   *
   * @param startCount that of this start
   */
  static TreeDoubt read(DurableFile file, int startCount) throws IOException {
    if (!file.exists()) return new TreeDoubt(file, startCount, NEVER);
    String text = file.text().strip();
    boolean plain = text.matches("\\d{1,9}");
    return new TreeDoubt(file, startCount, plain ? Integer.parseInt(text) : startCount - 1);
  }

  /**
   * Writes down that trees counted up to now are in doubt at the next start.
   *
   * @throws StorageFailedException if that could not be written
   */
  synchronized void record() {
    if (recorded >= startCount) return;
    try {
      file.replace(startCount + "\n");
      recorded = startCount;
    } catch (IOException e) {
      throw new StorageFailedException("writing " + file.path() + ": " + e.getMessage(), e);
    }
  }

  /** Whether the leaves of a partition that this process has not changed can be relied on. */
  boolean trusts(Entries entries) {
    if (failedBefore == NEVER) return true;
    try {
      return entries.longAt(key(entries)) > failedBefore;
    } catch (StoreDamagedException damaged) {
      return false;
    }
  }

  /** Notes, behind what was mended, that the trees of a partition were counted in this start. */
  void counted(Entries entries) {
    if (failedBefore == NEVER || trusts(entries)) return;
    WriteListener listener =
        new WriteListener() {
          @Override
          public void stored() {
            LOG.info("The trees of partition {} were counted anew", entries.partition());
          }

          @Override
          public void failed(WriteFailure why) {
            LOG.info("The trees of partition {} will be counted again", entries.partition());
          }
        };
    byte[] key = key(entries);
    entries
        .writer()
        .submit(List.of(CheckedValue.ofLong(startCount).under(key)), Durability.OS, listener);
  }

  private static byte[] key(Entries entries) {
    return EntryKind.COUNTED.firstOf(entries.partition());
  }
}

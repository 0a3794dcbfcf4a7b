package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.Branch;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The records of one partition, with the hash trees, the index and the tombstone entries that go
 * with them.
 *
 * <p>Safe for any number of threads that read. Only one caller writes, and every write says what it
 * takes the place of. The writes of that caller take effect in the order of the calls, and a read
 * after a call sees it, flushed or not. If a write fails, reads go back to what was stored before,
 * and the incarnation of the {@link DataDirectory} has changed by then.
 *
 * <p>A record, its index entry, the hash of its leaf and its tombstone entry change in one batch.
 * There is one hash tree, of {@link TreeShape#DEFAULT}, for each number of replicas in use. Trees
 * are read from their stored leaves when they are first needed. When a write has failed, they may
 * differ from the records; then they are counted anew before the next answer about them, and after
 * a restart too.
 *
 * <p>An entry stands in the engine behind a checksum of its key and its bytes, so that whatever
 * goes wrong below is an exception and never another record.
 */
public final class Store {

  /** Takes the records of a scan one by one. */
  @FunctionalInterface
  public interface RecordVisitor {

    /**
     * Takes the next record.
     *
     * @return whether to go on
     */
    boolean visit(Key key, LocalRecord record);
  }

  /** So many bytes are added up at the most where the engine cannot tell: 4 MiB. */
  public static final long MOST_BYTES_ADDED_UP = 4 << 20;

  private final int partition;
  private final GroupCommit writer;
  private final DamageReports damage;
  private final Entries entries;
  private final Trees trees;
  private boolean tombstonesCounted;
  private long tombstones;

  Store(int partition, GroupCommit writer, DamageReports damage, TreeDoubt doubt) {
    this.partition = partition;
    this.writer = writer;
    this.damage = damage;
    this.entries = new Entries(partition, writer);
    this.trees = new Trees(entries, doubt);
  }

  /**
   * What is under a key, {@link LocalRecord#NONE} if nothing is.
   *
   * @throws StoreDamagedException if it cannot be told; the message names the key
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed
   */
  public LocalRecord get(Key key) {
    try {
      return entries.record(key);
    } catch (StoreDamagedException e) {
      throw met(
          new StoreDamagedException("the record of " + key.path() + ": " + e.getMessage(), e));
    }
  }

  /**
   * Puts a record under a key in place of what was there; one without siblings is not stored, and
   * deletes. Returns as soon as the writer has it; how it ended is for the listener.
   *
   * @param before what {@link #get} said, with no write of this key in between
   */
  public synchronized void put(
      Key key,
      LocalRecord before,
      LocalRecord after,
      Durability durability,
      WriteListener listener) {
    boolean sure;
    try {
      sure = trees.areSure();
    } catch (StorageClosedException e) {
      listener.failed(WriteFailure.CLOSED);
      return;
    } catch (StorageFailedException e) {
      listener.failed(WriteFailure.FAILED);
      return;
    }
    Transition transition = Transition.of(partition, key, before, after);
    List<Change> changes = new ArrayList<>(transition.changes());
    if (sure) changes.addAll(trees.changes(transition.flips()));
    if (!writer.submit(changes, durability, listener)) return;
    if (sure) trees.flip(transition.flips());
    tombstones += transition.tombstones();
  }

  /**
   * Forgets what is under a key, if anything is. Returns as {@link #put} does.
   *
   * @param before what {@link #get} said, with no write of this key in between
   */
  public void delete(Key key, LocalRecord before, Durability durability, WriteListener listener) {
    put(key, before, LocalRecord.NONE, durability, listener);
  }

  /**
   * The root of each hash tree that is not empty, by the number of replicas of its keys.
   *
   * @throws StoreDamagedException if a record that must be counted cannot be told
   * @throws StorageFailedException if the disk could not be read, or trees are in doubt and the
   *     disk takes no writes to mend them
   * @throws StorageClosedException after the directory was closed
   */
  public synchronized SortedMap<Integer, Long> roots() {
    makeSure();
    return trees.roots();
  }

  /**
   * An inner node of a hash tree, empty if no key has so many replicas. Throws as {@link #roots}.
   *
   * @throws IndexOutOfBoundsException if the shape has no such inner node
   */
  public synchronized Branch branch(int replicas, TreeNode node) {
    makeSure();
    return trees.view(replicas).branch(node);
  }

  /**
   * The keys of a leaf with their digests, in no order that means anything. Throws as {@link
   * #roots}.
   *
   * @throws IndexOutOfBoundsException if the shape has no such leaf
   */
  public synchronized List<LeafEntry> leaf(int replicas, int leaf) {
    Objects.checkIndex(leaf, Entries.SHAPE.leaves());
    makeSure();
    return reading(() -> entries.leaf(replicas, leaf));
  }

  /** How many records hold tombstones alone. The first answer counts them. As {@link #roots}. */
  public synchronized long tombstones() {
    makeSure();
    if (tombstonesCounted) return tombstones;
    long[] counted = {0};
    reading(
        () -> {
          entries.forEach(EntryKind.TOMBSTONE, (key, value) -> ++counted[0] > 0);
          return true;
        });
    tombstones = counted[0];
    tombstonesCounted = true;
    return tombstones;
  }

  /**
   * The time of the record that has held tombstones alone the longest, in milliseconds since 1970.
   * Throws as {@link #roots}.
   */
  public synchronized OptionalLong oldestTombstoneMillis() {
    List<TombstoneKey> oldest = oldestTombstones(Long.MAX_VALUE, 1);
    return oldest.isEmpty() ? OptionalLong.empty() : OptionalLong.of(oldest.get(0).millis());
  }

  /**
   * The keys whose records have held tombstones alone since before a time, oldest first. Throws as
   * {@link #roots}.
   *
   * @param millis since 1970, by the latest tombstone of a record
   * @param limit the most keys that are wanted
   */
  public synchronized List<Key> tombstonesBefore(long millis, int limit) {
    return oldestTombstones(millis, limit).stream().map(TombstoneKey::key).toList();
  }

  private List<TombstoneKey> oldestTombstones(long millis, int limit) {
    makeSure();
    List<TombstoneKey> oldest = new ArrayList<>();
    if (limit < 1) return oldest;
    return reading(
        () -> {
          writer.scan(
              TombstoneKey.firstOf(partition, 0),
              TombstoneKey.firstOf(partition, millis),
              (key, value) -> {
                CheckedValue.read(key, value);
                oldest.add(Entries.decodedTombstoneKey(key));
                return oldest.size() < limit;
              });
          return oldest;
        });
  }

  /**
   * Counts the trees anew from the records, and mends the index, the leaves and the tombstone
   * entries, writing only what differs. Reads the whole partition. Throws as {@link #roots}.
   *
   * @return how many entries were mended
   */
  public synchronized int recount() {
    tombstonesCounted = false;
    return reading(trees::count);
  }

  /**
   * Looks at a slice of the partition: records against their checksums, everything else against the
   * records. Mends what is wrong. Damaged records are taken out, so that the other replicas can
   * bring them back, and {@link DataDirectory#repairsOwed} says before that something is missing.
   *
   * @param after where the last slice ended; empty to begin
   * @param limit the most entries to look at, at least 1; a record has at least two entries
   * @throws StoreDamagedException if the engine itself cannot read on; then the next start sets the
   *     damage aside
   * @throws StorageFailedException if the disk could not be read, or does not take what must be
   *     mended
   * @throws StorageClosedException after the directory was closed
   */
  public synchronized Scrubbed scrub(Optional<Blob> after, int limit) {
    if (limit < 1) throw new IllegalArgumentException("a slice of " + limit + " entries");
    tombstonesCounted = false;
    return reading(() -> new Scrub(entries, trees, damage).slice(after, limit));
  }

  private void makeSure() {
    boolean counted = !reading(trees::areSure);
    if (!counted) return;
    tombstonesCounted = false;
    reading(trees::makeSure);
  }

  /**
   * Visits the records of the partition in the order of type, bucket and key, as of about the
   * moment of the call, holding in memory no more than what waits to be written.
   *
   * @throws StoreDamagedException if some of them cannot be told; earlier ones may have been
   *     visited
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed, or when it is closed meanwhile
   */
  public void forEach(RecordVisitor visitor) {
    scan(StoredKey.firstOf(partition), StoredKey.endOf(partition), visitor);
  }

  /** Visits the records after those of {@code key}, which need not exist, as {@link #forEach}. */
  public void forEachAfter(Key key, RecordVisitor visitor) {
    scan(new StoredKey(partition, key).next(), StoredKey.endOf(partition), visitor);
  }

  /** Visits the records of a bucket, as {@link #forEach}. */
  public void forEachIn(Bucket bucket, RecordVisitor visitor) {
    scan(StoredKey.firstOf(partition, bucket), StoredKey.endOf(partition, bucket), visitor);
  }

  /** Visits the records of all buckets of a type, as {@link #forEach}. */
  public void forEachOf(String type, RecordVisitor visitor) {
    scan(StoredKey.firstOf(partition, type), StoredKey.endOf(partition, type), visitor);
  }

  /** Visits the records of the buckets of its type that come after a bucket, as that. */
  public void forEachAfter(Bucket bucket, RecordVisitor visitor) {
    scan(StoredKey.endOf(partition, bucket), StoredKey.endOf(partition, bucket.type()), visitor);
  }

  /** About how many bytes the records take, as {@link #bytesAfter}. */
  public long bytes() {
    return bytesFrom(StoredKey.firstOf(partition));
  }

  /**
   * About how many bytes the records after those of {@code key} take. Cheap: where the engine has
   * counted nothing yet, since all of it was written lately, what is there is added up, to {@link
   * #MOST_BYTES_ADDED_UP} at the most.
   *
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed
   */
  public long bytesAfter(Key key) {
    return bytesFrom(new StoredKey(partition, key).next());
  }

  private long bytesFrom(byte[] from) {
    byte[] to = StoredKey.endOf(partition);
    long counted = reading(() -> writer.approximateBytes(from, to));
    if (counted > 0) return counted;
    long[] bytes = {0};
    return reading(
        () -> {
          writer.scan(
              from,
              to,
              (key, value) -> (bytes[0] += key.length + value.length) < MOST_BYTES_ADDED_UP);
          return bytes[0];
        });
  }

  private void scan(byte[] from, byte[] to, RecordVisitor visitor) {
    reading(
        () -> {
          writer.scan(
              from,
              to,
              (key, value) ->
                  visitor.visit(Entries.decodedKey(key), Entries.decodedRecord(key, value)));
          return true;
        });
  }

  private <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (StoreDamagedException e) {
      throw met(new StoreDamagedException("partition " + partition + ": " + e.getMessage(), e));
    }
  }

  private StoreDamagedException met(StoreDamagedException met) {
    damage.met(met);
    return met;
  }
}

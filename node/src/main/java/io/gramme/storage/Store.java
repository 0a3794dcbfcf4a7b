package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The records of one partition.
 *
 * <p>Safe for any number of threads. The writes of one caller take effect in the order of the
 * calls, and a read after a call sees it, flushed or not. If a write fails, reads go back to what
 * was stored before, and the incarnation of the {@link DataDirectory} has changed by then.
 *
 * <p>A record stands in the engine behind a checksum of its key and its bytes, so that whatever
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

  private static final int CHECKSUM_BYTES = 4;

  private final int partition;
  private final GroupCommit writer;
  private final Consumer<StoreDamagedException> onDamage;

  Store(int partition, GroupCommit writer, Consumer<StoreDamagedException> onDamage) {
    this.partition = partition;
    this.writer = writer;
    this.onDamage = onDamage;
  }

  /**
   * What is under a key, {@link LocalRecord#NONE} if nothing is.
   *
   * @throws StoreDamagedException if it cannot be told; the message names the key
   * @throws StorageFailedException if the disk could not be read
   * @throws StorageClosedException after the directory was closed
   */
  public LocalRecord get(Key key) {
    byte[] stored = new StoredKey(partition, key).toBytes();
    try {
      Optional<byte[]> value = writer.get(stored);
      return value.isPresent() ? decoded(stored, value.get()) : LocalRecord.NONE;
    } catch (StoreDamagedException e) {
      throw met(
          new StoreDamagedException("the record of " + key.path() + ": " + e.getMessage(), e));
    }
  }

  /** Puts a record under a key in place of what was there. Returns at once. */
  public void put(Key key, LocalRecord record, Durability durability, WriteListener listener) {
    byte[] stored = new StoredKey(partition, key).toBytes();
    Change change = new Change.Put(stored, encoded(stored, record.toBytes()));
    writer.submit(List.of(change), durability, listener);
  }

  /** Forgets what is under a key, if anything is. Returns at once. */
  public void delete(Key key, Durability durability, WriteListener listener) {
    Change change = new Change.Delete(new StoredKey(partition, key).toBytes());
    writer.submit(List.of(change), durability, listener);
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

  private void scan(byte[] from, byte[] to, RecordVisitor visitor) {
    try {
      writer.scan(from, to, (key, value) -> visitor.visit(decodedKey(key), decoded(key, value)));
    } catch (StoreDamagedException e) {
      throw met(new StoreDamagedException("partition " + partition + ": " + e.getMessage(), e));
    }
  }

  private StoreDamagedException met(StoreDamagedException damage) {
    onDamage.accept(damage);
    return damage;
  }

  private static byte[] encoded(byte[] key, byte[] record) {
    return ByteWriter.growing(record.length + CHECKSUM_BYTES)
        .writeInt(checksum(key, record, 0))
        .writeRaw(record)
        .toByteArray();
  }

  private static LocalRecord decoded(byte[] key, byte[] value) {
    try {
      ByteReader in = ByteReader.of(value);
      if (in.readInt() != checksum(key, value, CHECKSUM_BYTES))
        throw new StoreDamagedException("the checksum does not match");
      return LocalRecord.fromBytes(in.readRest().bytes());
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  private static Key decodedKey(byte[] key) {
    try {
      return StoredKey.fromBytes(key).key();
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  private static int checksum(byte[] key, byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(bytes, from, bytes.length - from);
    return (int) crc.getValue();
  }
}

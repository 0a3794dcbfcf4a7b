package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Key;
import java.util.Optional;

/**
 * The key of the entry that says when a record was left with tombstones alone. The oldest come
 * first.
 *
 * @param partition from 0
 * @param millis since 1970, of the latest tombstone of the record
 */
record TombstoneKey(int partition, long millis, Key key) {

  /** The entry that a record must have, if any. */
  static Optional<TombstoneKey> of(int partition, Key key, LocalRecord record) {
    return record.siblings().isDeleted()
        ? Optional.of(new TombstoneKey(partition, record.siblings().latestTime().millis(), key))
        : Optional.empty();
  }

  byte[] toBytes() {
    ByteWriter out = EntryKind.TOMBSTONE.begin(partition).writeLong(millis);
    StoredKey.writeKey(out, key);
    return out.toByteArray();
  }

  /** The least bytes of any entry of a millisecond; before 1970 there is none. */
  static byte[] firstOf(int partition, long millis) {
    return EntryKind.TOMBSTONE.begin(partition).writeLong(Math.max(0, millis)).toByteArray();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  static TombstoneKey fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    return new TombstoneKey(
        EntryKind.TOMBSTONE.readPartition(in), in.readLong(), StoredKey.readKey(in));
  }
}

package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.MalformedBytesException;

/**
 * The key of the entry that holds the hash of a leaf.
 *
 * @param partition from 0
 * @param replicas which tree
 * @param leaf from 0
 */
record LeafKey(int partition, int replicas, int leaf) {

  byte[] toBytes() {
    return EntryKind.LEAF.begin(partition).writeByte(replicas).writeInt(leaf).toByteArray();
  }

  /** The change after which the leaf has a hash; a leaf of 0 has no entry. */
  Change holding(long hash) {
    byte[] key = toBytes();
    return hash == 0 ? new Change.Delete(key) : CheckedValue.ofLong(hash).under(key);
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  static LeafKey fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    LeafKey key = new LeafKey(EntryKind.LEAF.readPartition(in), in.readByte(), in.readInt());
    in.expectEnd();
    return key;
  }
}

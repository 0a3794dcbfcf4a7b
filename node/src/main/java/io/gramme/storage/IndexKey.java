package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Key;

/**
 * The key of an index entry. The entries of a leaf are neighbours whatever the shape of the tree,
 * since a leaf is a range of hashes.
 *
 * @param partition from 0
 * @param replicas which tree
 * @param keyHash where in the tree
 */
record IndexKey(int partition, int replicas, long keyHash, Key key) {

  byte[] toBytes() {
    ByteWriter out = EntryKind.INDEX.begin(partition).writeByte(replicas).writeLong(keyHash);
    StoredKey.writeKey(out, key);
    return out.toByteArray();
  }

  /** The least bytes of any entry of a leaf. */
  static byte[] firstOf(int partition, int replicas, TreeShape shape, int leaf) {
    return EntryKind.INDEX
        .begin(partition)
        .writeByte(replicas)
        .writeLong(shape.leastHashOf(leaf))
        .toByteArray();
  }

  /** The least bytes after every entry of a leaf. */
  static byte[] endOf(int partition, int replicas, TreeShape shape, int leaf) {
    return leaf + 1 < shape.leaves()
        ? firstOf(partition, replicas, shape, leaf + 1)
        : EntryKind.INDEX.begin(partition).writeByte(replicas + 1).toByteArray();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  static IndexKey fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    return new IndexKey(
        EntryKind.INDEX.readPartition(in), in.readByte(), in.readLong(), StoredKey.readKey(in));
  }
}

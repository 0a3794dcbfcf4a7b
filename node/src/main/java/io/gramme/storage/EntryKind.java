package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;

/**
 * The kinds of entries in a database, and how their keys begin: what stands on disk, for ever.
 *
 * <pre>
 * database of a node    key                                                    value
 *   counted             partition 'c'                                          start
 *   index               partition 'i' replicas hash key                        digest
 *   leaf                partition 'l' replicas leaf                            hash
 *   record              partition 'r' key                                      record
 *   tombstone           partition 't' millis key                               nothing
 * database of hints
 *   hint                'h' home 0 partition key                               millis record
 *   owed                'o' home 0 partition                                   nothing
 * </pre>
 *
 * <p>A partition, a leaf and a start are four bytes, a number of replicas is one, and a hash, a
 * digest and milliseconds are eight, the highest first, so that their bytes sort as they do. A home
 * is ASCII. A key is written as {@link StoredKey} says, a record as {@link
 * io.gramme.causality.LocalRecord}. Every value stands behind its {@link CheckedValue checksum}.
 */
enum EntryKind {
  /** In which start the trees of the partition were last counted anew from its records. */
  COUNTED('c'),
  /** One for each record: where it belongs in which hash tree, and what it adds to its leaf. */
  INDEX('i'),
  /** One for each leaf of a hash tree that is not 0. */
  LEAF('l'),
  /** What is under a key. */
  RECORD('r'),
  /** One for each record that holds tombstones alone, by the latest time of any of them. */
  TOMBSTONE('t'),
  /** What is kept for another node. */
  HINT('h'),
  /** That another node missed something in a partition that nobody keeps for it. */
  OWED('o');

  private static final int PARTITION_BYTES = Integer.BYTES;

  private final int letter;

  EntryKind(char letter) {
    this.letter = letter;
  }

  /** The byte that names the kind. */
  int letter() {
    return letter;
  }

  /** Whether a key in the database of a node is of this kind. */
  boolean isKindOf(byte[] key) {
    return key.length > PARTITION_BYTES && key[PARTITION_BYTES] == letter;
  }

  /** Begins the key of an entry of a partition. */
  ByteWriter begin(int partition) {
    return ByteWriter.growing(64).writeInt(partition).writeByte(letter);
  }

  /** The least bytes of any entry of this kind in a partition. */
  byte[] firstOf(int partition) {
    return begin(partition).toByteArray();
  }

  /** The least bytes after every entry of this kind in a partition. */
  byte[] endOf(int partition) {
    return ByteWriter.growing(8).writeInt(partition).writeByte(letter + 1).toByteArray();
  }

  /**
   * Reads what {@link #begin} wrote and says which partition it was.
   *
   * @throws MalformedBytesException if this is no key of this kind
   */
  int readPartition(ByteReader in) {
    int partition = in.readInt();
    if (partition < 0 || in.readByte() != letter)
      throw new MalformedBytesException("not the key of an entry of the kind " + name());
    return partition;
  }
}

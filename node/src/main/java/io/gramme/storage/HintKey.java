package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The key of a hint: the node it is for, the partition, the key it is kept under. The hints of a
 * home are neighbours.
 *
 * @param partition from 0
 */
record HintKey(NodeId home, int partition, Key key) {

  /** Ends a home, which cannot hold it. */
  private static final int END = 0;

  HintKey {
    if (partition < 0) throw new IllegalArgumentException("partition " + partition);
  }

  byte[] toBytes() {
    ByteWriter out = begin(EntryKind.HINT, home).writeInt(partition);
    StoredKey.writeKey(out, key);
    return out.toByteArray();
  }

  /** The least bytes after those of this key. */
  byte[] next() {
    byte[] bytes = toBytes();
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** The key of the entry that says that a home is owed the repair of a partition. */
  static byte[] owed(NodeId home, int partition) {
    return begin(EntryKind.OWED, home).writeInt(partition).toByteArray();
  }

  /** The least bytes of any entry of a kind for a home. */
  static byte[] firstOf(EntryKind kind, NodeId home) {
    return begin(kind, home).toByteArray();
  }

  /** The least bytes after every entry of a kind for a home. */
  static byte[] endOf(EntryKind kind, NodeId home) {
    byte[] end = firstOf(kind, home);
    end[end.length - 1]++;
    return end;
  }

  /** The least bytes of any entry of a kind for whatever home. */
  static byte[] firstOf(EntryKind kind) {
    return new byte[] {(byte) kind.letter()};
  }

  /** The least bytes after every entry of a kind for whatever home. */
  static byte[] endOf(EntryKind kind) {
    return new byte[] {(byte) (kind.letter() + 1)};
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  static HintKey fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    NodeId home = readHome(EntryKind.HINT, in);
    return new HintKey(home, readPartition(in), StoredKey.readKey(in));
  }

  /** The home in the key of any entry of a kind, if that can be told. */
  static Optional<NodeId> homeOf(EntryKind kind, byte[] key) {
    try {
      return Optional.of(readHome(kind, ByteReader.of(key)));
    } catch (MalformedBytesException damaged) {
      return Optional.empty();
    }
  }

  /** The partition in the key of any entry of a kind, if that can be told. */
  static OptionalInt partitionOf(EntryKind kind, byte[] key) {
    ByteReader in = ByteReader.of(key);
    try {
      readHome(kind, in);
      return OptionalInt.of(readPartition(in));
    } catch (MalformedBytesException damaged) {
      return OptionalInt.empty();
    }
  }

  private static NodeId readHome(EntryKind kind, ByteReader in) {
    if (in.readByte() != kind.letter())
      throw new MalformedBytesException("not the key of an entry of the kind " + kind);
    ByteWriter home = ByteWriter.growing(32);
    for (int next = in.readByte(); next != END; next = in.readByte()) home.writeByte(next);
    try {
      return new NodeId(Blob.wrap(home.toByteArray()).text());
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException(e.getMessage());
    }
  }

  private static int readPartition(ByteReader in) {
    int partition = in.readInt();
    if (partition < 0) throw new MalformedBytesException("partition " + partition);
    return partition;
  }

  private static ByteWriter begin(EntryKind kind, NodeId home) {
    return ByteWriter.growing(96)
        .writeByte(kind.letter())
        .writeRaw(home.value().getBytes(StandardCharsets.US_ASCII))
        .writeByte(END);
  }
}

package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of a record as it stands in the engine: the partition, the kind of entry, the bucket's
 * type and name, the key's name. {@link EntryKind} shows it beside the others.
 *
 * <p>Equal bytes mean equal keys, and the bytes sort by partition, then type, then bucket, then
 * key, so that the keys of a bucket are neighbours. A type ends with a zero byte, which it cannot
 * hold. In a bucket's name a zero byte is written as 0, 255, and its end as 0, 1. The key's name
 * needs no end.
 *
 * @param partition from 0
 */
record StoredKey(int partition, Key key) {

  private static final int ZERO = 0;
  private static final int ESCAPED = 0xFF;
  private static final int END = 1;

  StoredKey {
    if (partition < 0) throw new IllegalArgumentException("partition " + partition);
  }

  byte[] toBytes() {
    ByteWriter out = EntryKind.RECORD.begin(partition);
    writeKey(out, key);
    return out.toByteArray();
  }

  /** The least bytes of any record of a partition. */
  static byte[] firstOf(int partition) {
    return EntryKind.RECORD.firstOf(partition);
  }

  /** The least bytes after every record of a partition. */
  static byte[] endOf(int partition) {
    return EntryKind.RECORD.endOf(partition);
  }

  /** The least bytes of any record of a bucket. */
  static byte[] firstOf(int partition, Bucket bucket) {
    ByteWriter out = EntryKind.RECORD.begin(partition);
    writeBucket(out, bucket);
    return out.toByteArray();
  }

  /** The least bytes after every record of a bucket. */
  static byte[] endOf(int partition, Bucket bucket) {
    byte[] end = firstOf(partition, bucket);
    end[end.length - 1]++;
    return end;
  }

  /** The least bytes of any record of a bucket type. */
  static byte[] firstOf(int partition, String type) {
    return EntryKind.RECORD
        .begin(partition)
        .writeRaw(type.getBytes(StandardCharsets.US_ASCII))
        .writeByte(ZERO)
        .toByteArray();
  }

  /** The least bytes after every record of a bucket type, whose name holds nothing so small. */
  static byte[] endOf(int partition, String type) {
    byte[] end = firstOf(partition, type);
    end[end.length - 1]++;
    return end;
  }

  /** The least bytes after those of this key. */
  byte[] next() {
    byte[] bytes = toBytes();
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  static StoredKey fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    return new StoredKey(EntryKind.RECORD.readPartition(in), readKey(in));
  }

  /** Writes a key at the end of the key of an entry: its bytes sort by type, bucket and name. */
  static void writeKey(ByteWriter out, Key key) {
    writeBucket(out, key.bucket());
    out.writeRaw(key.name().bytes());
  }

  /**
   * Reads what {@link #writeKey} wrote, to the end.
   *
   * @throws MalformedBytesException if it did not write this
   */
  static Key readKey(ByteReader in) {
    try {
      Blob type = readType(in);
      Bucket bucket = new Bucket(new String(type.bytes(), StandardCharsets.US_ASCII), readName(in));
      return new Key(bucket, in.readRest());
    } catch (IllegalArgumentException e) {
      throw new MalformedBytesException("a stored key with " + e.getMessage());
    }
  }

  private static void writeBucket(ByteWriter out, Bucket bucket) {
    out.writeRaw(bucket.type().getBytes(StandardCharsets.US_ASCII)).writeByte(ZERO);
    for (byte each : bucket.name().bytes()) {
      out.writeByte(each);
      if (each == ZERO) out.writeByte(ESCAPED);
    }
    out.writeByte(ZERO).writeByte(END);
  }

  private static Blob readType(ByteReader in) {
    ByteWriter type = ByteWriter.growing(16);
    for (int next = in.readByte(); next != ZERO; next = in.readByte()) type.writeByte(next);
    return Blob.wrap(type.toByteArray());
  }

  private static Blob readName(ByteReader in) {
    ByteWriter name = ByteWriter.growing(32);
    while (true) {
      int next = in.readByte();
      if (next == ZERO) {
        int escape = in.readByte();
        if (escape == END) return Blob.wrap(name.toByteArray());
        if (escape != ESCAPED) throw new MalformedBytesException("a zero that stands for nothing");
      }
      name.writeByte(next);
    }
  }
}

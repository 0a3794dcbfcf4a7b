package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.util.zip.CRC32C;

/**
 * The value of an entry behind a checksum (CRC-32C) of its key and its bytes, so that whatever goes
 * wrong below is an exception and never another value, nor the value of another key.
 */
record CheckedValue(byte[] bytes) {

  private static final int CHECKSUM_BYTES = Integer.BYTES;

  /** The value of an entry that says everything in its key. */
  static final CheckedValue NOTHING = new CheckedValue(new byte[0]);

  /** Eight bytes. */
  static CheckedValue ofLong(long value) {
    return new CheckedValue(ByteWriter.growing(Long.BYTES).writeLong(value).toByteArray());
  }

  /** The change that stores this under a key. */
  Change.Put under(byte[] key) {
    byte[] stored =
        ByteWriter.growing(bytes.length + CHECKSUM_BYTES)
            .writeInt(checksum(key, bytes, 0))
            .writeRaw(bytes)
            .toByteArray();
    return new Change.Put(key, stored);
  }

  /**
   * Reads what {@link #under} stored.
   *
   * @throws StoreDamagedException if it did not store this under this key
   */
  static ByteReader read(byte[] key, byte[] stored) {
    try {
      ByteReader in = ByteReader.of(stored);
      if (in.readInt() != checksum(key, stored, CHECKSUM_BYTES))
        throw new StoreDamagedException("the checksum does not match");
      return in;
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  /** Reads what {@link #ofLong} made, as {@link #read}. */
  static long readLong(byte[] key, byte[] stored) {
    ByteReader in = read(key, stored);
    try {
      long value = in.readLong();
      in.expectEnd();
      return value;
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

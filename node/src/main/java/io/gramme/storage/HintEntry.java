package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.storage.HintStore.Hint;

/** A hint as it stands in the engine. */
record HintEntry(HintKey at, Hint hint) {

  /** The value of the entry of a hint. */
  static CheckedValue valueOf(Hint hint) {
    byte[] record = hint.record().toBytes();
    return new CheckedValue(
        ByteWriter.growing(record.length + Long.BYTES)
            .writeLong(hint.sinceMillis())
            .writeRaw(record)
            .toByteArray());
  }

  /**
   * Reads an entry.
   *
   * @throws StoreDamagedException if it is not what was written
   */
  static HintEntry fromBytes(byte[] key, byte[] value) {
    ByteReader in = CheckedValue.read(key, value);
    try {
      HintKey at = HintKey.fromBytes(key);
      long sinceMillis = in.readLong();
      Hint hint = new Hint(LocalRecord.fromBytes(in.readRest().bytes()), sinceMillis);
      return new HintEntry(at, hint);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }
}

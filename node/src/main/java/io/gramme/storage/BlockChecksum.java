package io.gramme.storage;

import java.util.zip.CRC32C;

/**
 * A checksum as LevelDB's files keep it: CRC-32C, rotated and shifted so that a checksum of bytes
 * that hold checksums stays a good one (LevelDB, util/crc32c.h).
 */
record BlockChecksum(int masked) {

  private static final int MASK_DELTA = 0xa282ead8;

  static BlockChecksum of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return new BlockChecksum(Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA);
  }

  /** Reads a checksum that was written least significant byte first. */
  static BlockChecksum readFrom(byte[] bytes, int offset) {
    return new BlockChecksum(
        bytes[offset] & 0xFF
            | (bytes[offset + 1] & 0xFF) << 8
            | (bytes[offset + 2] & 0xFF) << 16
            | (bytes[offset + 3] & 0xFF) << 24);
  }
}

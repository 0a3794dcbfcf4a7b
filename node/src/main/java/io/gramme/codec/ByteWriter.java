package io.gramme.codec;

import io.gramme.model.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers, texts and blobs into a buffer, big-endian whatever the buffer's own order is.
 *
 * <p>Either grows its own buffer, or fills a given one and throws {@link
 * java.nio.BufferOverflowException} at its end. Not thread-safe.
 */
public final class ByteWriter {

  private final boolean growable;
  private ByteBuffer out;

  private ByteWriter(ByteBuffer out, boolean growable) {
    this.out = out;
    this.growable = growable;
  }

  /** A writer with a buffer of its own that begins at {@code expectedBytes} and grows. */
  public static ByteWriter growing(int expectedBytes) {
    return new ByteWriter(ByteBuffer.allocate(Math.max(16, expectedBytes)), true);
  }

  /** A writer that fills {@code target} from its position on. */
  public static ByteWriter into(ByteBuffer target) {
    return new ByteWriter(target, false);
  }

  public ByteWriter writeByte(int value) {
    reserve(1);
    out.put((byte) value);
    return this;
  }

  public ByteWriter writeBoolean(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  /** Eight bytes, most significant first. */
  public ByteWriter writeLong(long value) {
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) out.put((byte) (value >>> shift));
    return this;
  }

  /** Four bytes, most significant first. */
  public ByteWriter writeInt(int value) {
    reserve(4);
    for (int shift = 24; shift >= 0; shift -= 8) out.put((byte) (value >>> shift));
    return this;
  }

  /** One to ten bytes, seven bits each, least significant first; meant for small non-negatives. */
  public ByteWriter writeVarLong(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
    return this;
  }

  /** The bytes as they are, without a length. */
  public ByteWriter writeRaw(byte[] bytes) {
    reserve(bytes.length);
    out.put(bytes);
    return this;
  }

  /** A length and that many bytes. */
  public ByteWriter writeBlob(Blob blob) {
    return writeVarLong(blob.size()).writeRaw(blob.bytes());
  }

  /** A length and that many bytes of UTF-8. */
  public ByteWriter writeText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return writeVarLong(bytes.length).writeRaw(bytes);
  }

  /** Everything written so far, for a growing writer. */
  public byte[] toByteArray() {
    if (!growable) throw new IllegalStateException("this writer fills a buffer that it was given");
    byte[] written = new byte[out.position()];
    out.flip();
    out.get(written);
    out.limit(out.capacity());
    return written;
  }

  private void reserve(int bytes) {
    if (!growable || out.remaining() >= bytes) return;
    int capacity = Math.max(out.capacity() * 2, out.position() + bytes);
    ByteBuffer larger = ByteBuffer.allocate(capacity);
    out.flip();
    larger.put(out);
    out = larger;
  }
}

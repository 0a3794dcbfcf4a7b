package io.gramme.codec;

import io.gramme.model.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} wrote, and trusts nothing: whatever the bytes are, a method returns
 * or throws {@link MalformedBytesException}. Not thread-safe.
 */
public final class ByteReader {

  private final ByteBuffer in;

  private ByteReader(ByteBuffer in) {
    this.in = in;
  }

  public static ByteReader of(byte[] bytes) {
    return new ByteReader(ByteBuffer.wrap(bytes));
  }

  /** Reads from the buffer's position on and moves it. */
  public static ByteReader of(ByteBuffer buffer) {
    return new ByteReader(buffer);
  }

  public int readByte() {
    need(1);
    return in.get() & 0xFF;
  }

  public boolean readBoolean() {
    int value = readByte();
    if (value > 1) throw new MalformedBytesException("a truth value of " + value);
    return value == 1;
  }

  public long readLong() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) value = value << 8 | in.get() & 0xFF;
    return value;
  }

  public int readInt() {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | in.get() & 0xFF;
    return value;
  }

  public long readVarLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) return value;
    }
    throw new MalformedBytesException("a number of more than ten bytes");
  }

  /**
   * A count of things still to come.
   *
   * @param leastBytesEach how many bytes each of them takes at the least, so that a count which the
   *     remaining bytes cannot hold is refused before anything is allocated for it
   */
  public int readCount(int leastBytesEach) {
    long count = readVarLong();
    if (count < 0 || count > in.remaining() / Math.max(1, leastBytesEach))
      throw new MalformedBytesException(
          "a count of " + count + " with " + in.remaining() + " bytes left");
    return (int) count;
  }

  public Blob readBlob() {
    byte[] bytes = new byte[readCount(1)];
    in.get(bytes);
    return Blob.wrap(bytes);
  }

  public String readText() {
    byte[] bytes = new byte[readCount(1)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Everything that is left. */
  public Blob readRest() {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return Blob.wrap(bytes);
  }

  /** Refuses bytes after the end of what should have been all. */
  public void expectEnd() {
    if (in.hasRemaining())
      throw new MalformedBytesException(in.remaining() + " bytes more than expected");
  }

  private void need(int bytes) {
    if (in.remaining() < bytes)
      throw new MalformedBytesException(
          "the bytes end early: " + bytes + " wanted, " + in.remaining() + " left");
  }
}

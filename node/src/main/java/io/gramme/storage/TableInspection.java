package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Whether every block of a table file in LevelDB's format (doc/table_format.md) is what was
 * written.
 *
 * <p>The Java engine never looks at the checksums of its tables, so its tables are read once at
 * every start; those of the native engine only when it has stumbled before.
 */
final class TableInspection {

  private static final int FOOTER_BYTES = 48;
  private static final int TRAILER_BYTES = 5;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private final FileChannel file;

  private TableInspection(FileChannel file) {
    this.file = file;
  }

  /** What is wrong with a table, if anything; reads it from end to end, one block at a time. */
  static Optional<String> damage(Path table) throws IOException {
    try (FileChannel file = FileChannel.open(table, StandardOpenOption.READ)) {
      new TableInspection(file).inspect();
      return Optional.empty();
    } catch (MalformedBytesException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void inspect() throws IOException {
    ByteBuffer footer = read(file.size() - FOOTER_BYTES, FOOTER_BYTES);
    if (footer.order(ByteOrder.LITTLE_ENDIAN).getLong(FOOTER_BYTES - 8) != MAGIC)
      throw new MalformedBytesException("a table without its mark");
    ByteReader handles = ByteReader.of(footer);
    block(handles.readVarLong(), handles.readVarLong());
    inspectAll(block(handles.readVarLong(), handles.readVarLong()));
  }

  /** Inspects every block that an index block points to. */
  private void inspectAll(ByteBuffer index) throws IOException {
    if (index.limit() < 4) throw new MalformedBytesException("an empty index");
    int restarts = index.order(ByteOrder.LITTLE_ENDIAN).getInt(index.limit() - 4);
    long entriesEnd = index.limit() - 4L * (restarts + 1L);
    if (entriesEnd < 0 || entriesEnd > index.limit())
      throw new MalformedBytesException("an index with " + restarts + " restarts");
    index.limit((int) entriesEnd);
    ByteReader in = ByteReader.of(index);
    while (index.hasRemaining()) {
      in.readVarLong();
      long keyBytes = in.readVarLong();
      long handleBytes = in.readVarLong();
      skip(index, keyBytes);
      int handle = index.position();
      block(in.readVarLong(), in.readVarLong());
      skip(index.position(handle), handleBytes);
    }
  }

  /** The Java engine leaves room after its handles, so lengths are what counts. */
  private static void skip(ByteBuffer index, long bytes) {
    if (bytes < 0 || bytes > index.remaining())
      throw new MalformedBytesException("an index entry of " + bytes + " bytes");
    index.position(index.position() + (int) bytes);
  }

  private ByteBuffer block(long offset, long size) throws IOException {
    if (size < 0 || size > file.size())
      throw new MalformedBytesException("a block of " + size + " bytes");
    ByteBuffer block = read(offset, (int) size + TRAILER_BYTES);
    BlockChecksum actual = BlockChecksum.of(block.array(), 0, (int) size + 1);
    if (!actual.equals(BlockChecksum.readFrom(block.array(), (int) size + 1)))
      throw new MalformedBytesException("a block whose checksum does not match");
    return block.limit((int) size);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    if (offset < 0 || offset + length > file.size())
      throw new MalformedBytesException("a block beyond the end of the file");
    ByteBuffer into = ByteBuffer.allocate(length);
    while (into.hasRemaining() && file.read(into, offset + into.position()) > 0) {}
    return into.flip();
  }
}

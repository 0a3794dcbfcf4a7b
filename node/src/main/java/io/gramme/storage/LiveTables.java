package io.gramme.storage;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables a LevelDB manifest counts as part of the database (VersionEdit in version_edit.cc).
 *
 * <p>A table that no manifest names was being written when the process died. Nothing depends on it,
 * and the engine throws it away.
 */
final class LiveTables {

  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int FULL = 1;
  private static final int LAST = 4;

  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int NEXT_FILE = 3;
  private static final int LAST_SEQUENCE = 4;
  private static final int COMPACT_POINTER = 5;
  private static final int DELETED_FILE = 6;
  private static final int NEW_FILE = 7;
  private static final int PREVIOUS_LOG_NUMBER = 9;

  private final Set<Long> numbers = new TreeSet<>();

  private LiveTables() {}

  /**
   * Reads a manifest.
   *
   * @param wholeBytes how much of it is whole: {@link LogInspection#wholeBytes}
   * @return the numbers of the tables
   * @throws MalformedBytesException if it is no manifest
   */
  static Set<Long> of(Path manifest, long wholeBytes) throws IOException {
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(manifest), Math.toIntExact(wholeBytes));
    LiveTables tables = new LiveTables();
    ByteWriter edit = ByteWriter.growing(256);
    for (int at = nextFragment(bytes, 0); at < bytes.length; ) {
      int length = (bytes[at + 4] & 0xFF) + ((bytes[at + 5] & 0xFF) << 8);
      int end = at + HEADER_BYTES + length;
      edit.writeRaw(Arrays.copyOfRange(bytes, at + HEADER_BYTES, end));
      if (bytes[at + 6] == FULL || bytes[at + 6] == LAST) {
        tables.apply(ByteBuffer.wrap(edit.toByteArray()));
        edit = ByteWriter.growing(256);
      }
      at = nextFragment(bytes, end);
    }
    return tables.numbers;
  }

  /** A block whose rest is shorter than a header ends with filling. */
  private static int nextFragment(byte[] bytes, int at) {
    int left = BLOCK_BYTES - at % BLOCK_BYTES;
    return Math.min(left < HEADER_BYTES ? at + left : at, bytes.length);
  }

  private void apply(ByteBuffer edit) {
    ByteReader in = ByteReader.of(edit);
    while (edit.hasRemaining()) readField(in);
  }

  private void readField(ByteReader in) {
    int tag = (int) in.readVarLong();
    switch (tag) {
      case COMPARATOR -> in.readBlob();
      case LOG_NUMBER, NEXT_FILE, LAST_SEQUENCE, PREVIOUS_LOG_NUMBER -> in.readVarLong();
      case COMPACT_POINTER -> {
        in.readVarLong();
        in.readBlob();
      }
      case DELETED_FILE -> {
        in.readVarLong();
        numbers.remove(in.readVarLong());
      }
      case NEW_FILE -> {
        in.readVarLong();
        numbers.add(in.readVarLong());
        in.readVarLong();
        in.readBlob();
        in.readBlob();
      }
      default -> throw new MalformedBytesException("a manifest with a field of the kind " + tag);
    }
  }
}

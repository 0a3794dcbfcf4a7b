package io.gramme.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How much of a file in LevelDB's log format (doc/log_format.md: write-ahead logs and manifests) is
 * whole.
 *
 * <p>The engines differ in what they do about a damaged log: one refuses all of it, the other drops
 * records and says nothing. Looking first makes them alike.
 *
 * @param wholeBytes the length of the longest prefix that consists of whole records
 * @param state what follows that prefix
 */
record LogInspection(long wholeBytes, State state) {

  /** What a log is like after its last whole record. */
  enum State {
    /** Nothing follows but unused, zeroed space. */
    WHOLE,
    /** One record that was being written when the process or the machine stopped. */
    TORN,
    /** A record whose bytes have changed, or that is cut with something after it. */
    DAMAGED
  }

  private static final int BLOCK_BYTES = 32 * 1024;
  private static final int HEADER_BYTES = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  /** Reads a log from end to end, one block at a time. */
  static LogInspection of(Path log) throws IOException {
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      return new Walk(file).inspect();
    }
  }

  /** One pass over a file; a fragment never crosses a block. */
  private static final class Walk {

    private final FileChannel file;
    private final byte[] block = new byte[BLOCK_BYTES];
    private long whole;
    private boolean inRecord;

    Walk(FileChannel file) {
      this.file = file;
    }

    LogInspection inspect() throws IOException {
      for (long start = 0; start < file.size(); start += BLOCK_BYTES) {
        int length = read(start);
        int at = 0;
        while (length - at >= HEADER_BYTES) {
          if (!isFragment(at, length) || !continues(block[at + 6])) return ending(start, at);
          at = fragmentEnd(at);
          if (!inRecord) whole = start + at;
        }
        if (length < BLOCK_BYTES) return ending(start, at);
      }
      return new LogInspection(whole, inRecord ? State.TORN : State.WHOLE);
    }

    /** Whether a fragment of this type may come next. */
    private boolean continues(int type) {
      boolean begins = type == FULL || type == FIRST;
      if (begins == inRecord) return false;
      inRecord = type == FIRST || type == MIDDLE;
      return true;
    }

    private boolean isFragment(int at, int length) {
      int type = block[at + 6];
      int end = fragmentEnd(at);
      return type >= FULL
          && type <= LAST
          && end <= length
          && BlockChecksum.of(block, at + 6, end - at - 6)
              .equals(BlockChecksum.readFrom(block, at));
    }

    private int fragmentEnd(int at) {
      return at + HEADER_BYTES + (block[at + 4] & 0xFF) + ((block[at + 5] & 0xFF) << 8);
    }

    /** What it means that nothing good stands at {@code at} in the block that begins at start. */
    private LogInspection ending(long start, int at) throws IOException {
      State state = State.TORN;
      if (isZeroFrom(start + at)) state = inRecord ? State.TORN : State.WHOLE;
      else if (isFollowedByFragment(start, at)) state = State.DAMAGED;
      return new LogInspection(whole, state);
    }

    private boolean isFollowedByFragment(long start, int at) throws IOException {
      int length = read(start);
      for (int next = at + 1; next + HEADER_BYTES <= length; next++) {
        if (isFragment(next, length)) return true;
      }
      for (long next = start + BLOCK_BYTES; next < file.size(); next += BLOCK_BYTES) {
        length = read(next);
        if (length >= HEADER_BYTES && isFragment(0, length)) return true;
      }
      return false;
    }

    private boolean isZeroFrom(long position) throws IOException {
      for (long at = position; at < file.size(); at += BLOCK_BYTES) {
        int length = read(at);
        for (int i = 0; i < length; i++) if (block[i] != 0) return false;
      }
      return true;
    }

    private int read(long position) throws IOException {
      ByteBuffer into = ByteBuffer.wrap(block);
      while (into.hasRemaining() && file.read(into, position + into.position()) > 0) {}
      return into.position();
    }
  }
}

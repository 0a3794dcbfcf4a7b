package io.gramme.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBException;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.Range;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;

/**
 * LevelDB, native or Java, behind the port.
 *
 * <p>Native code crashes the process when a database is used while it closes, or an iterator after
 * it. So every call holds the read side of a lock whose write side is {@link #close}'s, iterators
 * never leave {@link #scan}, and a scan under way ends early when somebody wants to close.
 */
final class LevelEngine implements Engine {

  private static final int ATTEMPTS = 5;

  private final EngineKind kind;
  private final Path directory;
  private final DB database;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closing;
  private boolean closed;

  private LevelEngine(EngineKind kind, Path directory, DB database) {
    this.kind = kind;
    this.directory = directory;
    this.database = database;
  }

  /**
   * Opens or makes the database in a directory.
   *
   * @throws StoreDamagedException if the engine's own paranoid checks refuse it
   * @throws StorageFailedException if the directory cannot be read, written or locked
   */
  static LevelEngine open(EngineKind kind, Path directory, StorageSettings settings) {
    Options options =
        new Options()
            .createIfMissing(true)
            .paranoidChecks(true)
            .verifyChecksums(true)
            .compressionType(CompressionType.NONE)
            .cacheSize(settings.memory().cacheBytes())
            .writeBufferSize(settings.memory().writeBufferBytes());
    try {
      return new LevelEngine(kind, directory, kind.factory().open(directory.toFile(), options));
    } catch (IOException | RuntimeException e) {
      throw refusal(kind, directory, e);
    }
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    lock.readLock().lock();
    try {
      requireOpen();
      for (int left = ATTEMPTS; ; left--) {
        try {
          return Optional.ofNullable(
              reading(key, () -> database.get(key, new ReadOptions().verifyChecksums(true))));
        } catch (TableGoneException gone) {
          if (left == 1) throw gone.failure;
        }
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    lock.readLock().lock();
    try {
      requireOpen();
      try (WriteBatch batch = database.createWriteBatch()) {
        for (Change change : changes) {
          if (change instanceof Change.Put put) batch.put(put.key(), put.value());
          else batch.delete(change.key());
        }
        database.write(batch, new WriteOptions().sync(sync));
      } catch (IOException | RuntimeException e) {
        throw writeFailure(e);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public long approximateBytes(byte[] from, byte[] to) {
    lock.readLock().lock();
    try {
      requireOpen();
      return database.getApproximateSizes(new Range(from, to))[0];
    } catch (DBException e) {
      throw new StorageFailedException("sizing " + directory + ": " + e.getMessage(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    lock.readLock().lock();
    try {
      requireOpen();
      byte[] at = from;
      int left = ATTEMPTS;
      while (left > 0) {
        Walk walk = new Walk(at, to, visitor);
        try {
          walk.run();
          return;
        } catch (TableGoneException gone) {
          left = walk.last.length > 0 ? ATTEMPTS - 1 : left - 1;
          if (left == 0) throw gone.failure;
          if (walk.last.length > 0) at = Arrays.copyOf(walk.last, walk.last.length + 1);
        }
      }
    } catch (IOException e) {
      throw new StorageFailedException("reading " + directory + ": " + e.getMessage(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** One iterator's way through a range. */
  private final class Walk {

    private final byte[] from;
    private final byte[] to;
    private final EntryVisitor visitor;
    private byte[] last = {};

    Walk(byte[] from, byte[] to, EntryVisitor visitor) {
      this.from = from;
      this.to = to;
      this.visitor = visitor;
    }

    void run() throws IOException {
      ReadOptions options = new ReadOptions().verifyChecksums(true).fillCache(false);
      DBIterator iterator = reading(from, () -> database.iterator(options));
      try {
        visitAll(iterator);
      } finally {
        iterator.close();
      }
    }

    private void visitAll(DBIterator iterator) {
      reading(
          from,
          () -> {
            iterator.seek(from);
            return from;
          });
      while (reading(from, iterator::hasNext)) {
        if (closing) throw new StorageClosedException(directory.toString());
        Map.Entry<byte[], byte[]> entry = reading(from, iterator::next);
        if (Arrays.compareUnsigned(entry.getKey(), to) >= 0) return;
        last = entry.getKey();
        if (!visitor.visit(entry.getKey(), entry.getValue())) return;
      }
    }
  }

  /** Closes the log and releases the engine's lock; what is in the log is replayed when opened. */
  @Override
  public void close() {
    closing = true;
    lock.writeLock().lock();
    try {
      if (closed) return;
      closed = true;
      database.close();
    } catch (IOException | RuntimeException e) {
      throw new StorageFailedException("closing " + directory + ": " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) throw new StorageClosedException(directory.toString());
  }

  private <T> T reading(byte[] key, Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      String what = directory + " near key " + HexFormat.of().formatHex(key);
      if (isDamage(kind, e)) throw new StoreDamagedException(what + ": " + e.getMessage(), e);
      StorageFailedException failure =
          new StorageFailedException("reading " + what + ": " + e.getMessage(), e);
      if (String.valueOf(e.getMessage()).contains("Could not open table"))
        throw new TableGoneException(failure);
      throw failure;
    }
  }

  /**
   * The Java engine throws tables away that it has compacted, without a look at who reads them. Who
   * asks again is sent to the tables that took their place.
   */
  private static final class TableGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StorageFailedException failure;

    TableGoneException(StorageFailedException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** The native engine refuses all writes once it has met damage while it compacted. */
  private RuntimeException writeFailure(Exception e) {
    String what = "writing to " + directory + ": " + e.getMessage();
    return what.contains("Corruption")
        ? new StoreDamagedException(what, e)
        : new StorageFailedException(what, e);
  }

  private static RuntimeException refusal(EngineKind kind, Path directory, Exception e) {
    String message = directory + ": " + e.getMessage();
    return isDamage(kind, e)
        ? new StoreDamagedException(message, e)
        : new StorageFailedException("opening " + message, e);
  }

  /**
   * Whether an engine complains of the bytes or of the disk. The native engine says "Corruption";
   * the Java engine throws whatever its decoders trip over, and wraps I/O errors.
   */
  private static boolean isDamage(EngineKind kind, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Corruption") || message.contains("No such file")) return true;
    return kind == EngineKind.LEVELDB_JAVA
        && e instanceof RuntimeException
        && !(e.getCause() instanceof IOException);
  }
}

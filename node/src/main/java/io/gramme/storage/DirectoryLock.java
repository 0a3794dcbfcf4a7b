package io.gramme.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to use a directory, held by one process at a time; the system takes it back when the
 * process ends, however it ends. The file stays and names the process that held it last.
 */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws DirectoryRefusedException if another process has it, or this one already
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path path = directory.resolve("lock");
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<FileLock> lock = tryLock(file);
    if (lock.isEmpty()) {
      file.close();
      throw new DirectoryRefusedException(
          directory
              + " is in use by process "
              + Files.readString(path, StandardCharsets.UTF_8).strip()
              + ". Stop that process, or give this node a data directory of its own.");
    }
    file.truncate(0);
    file.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
    return new DirectoryLock(file);
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

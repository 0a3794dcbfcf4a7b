package io.gramme.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A small file that is replaced whole: after a crash at any point it holds the old text or the new
 * one, and once {@link #replace} has returned, the new one.
 */
record DurableFile(Path path) {

  boolean exists() {
    return Files.exists(path);
  }

  String text() throws IOException {
    return Files.readString(path, StandardCharsets.UTF_8);
  }

  /** Write beside, sync, rename, sync the directory. */
  void replace(String text) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) file.write(bytes);
      file.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    new DurableFolder(path.toAbsolutePath().getParent()).sync();
  }
}

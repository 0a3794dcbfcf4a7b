package io.gramme.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one test, gone afterwards. */
record Scratch(Path path) implements AutoCloseable {

  static Scratch create() {
    try {
      return new Scratch(Files.createTempDirectory("gramme-storage"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path at(String name) {
    return path.resolve(name);
  }

  /** What a crash at this moment would leave behind: all files as they are now. */
  Path copyOf(Path folder, String name) {
    Path target = at(name);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) Files.createDirectories(copy);
        else Files.copy(file, copy);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of a folder whose names end so, oldest first. */
  static List<Path> files(Path folder, String namePattern) {
    try {
      return new DurableFolder(folder).files(namePattern);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes one byte, as a failing disk does. */
  static void flip(Path file, int position) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[position] ^= 0x40;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps only the beginning of a file. */
  static void cut(Path file, int length) {
    try {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      new DurableFolder(path).delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.gramme.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder whose entries can be made to survive a loss of power. */
record DurableFolder(Path path) {

  private static final Comparator<Path> BY_NUMBER =
      Comparator.<Path>comparingInt(file -> file.getFileName().toString().length())
          .thenComparing(file -> file.getFileName().toString());

  /** Makes created, renamed and deleted entries last; where folders cannot be opened, nothing. */
  void sync() throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) return;
    try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Makes the folder, its entries and what its files hold last. */
  void syncAll() throws IOException {
    for (Path file : files(".*")) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    sync();
  }

  /** The files whose whole name matches, numbered ones in the order of their numbers. */
  List<Path> files(String namePattern) throws IOException {
    Pattern names = Pattern.compile(namePattern);
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> names.matcher(file.getFileName().toString()).matches())
          .sorted(BY_NUMBER)
          .toList();
    }
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  /** Deletes the folder with everything in it. Only for what this process made and did not use. */
  void delete() throws IOException {
    if (!exists()) return;
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

package io.gramme.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The starts at which data was found damaged and whose replicas have not been repaired from their
 * peers since: one file each, named by the start count, that says what was damaged.
 */
record OwedRepairs(Path folder) {

  List<Integer> starts() throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    return new DurableFolder(folder)
        .files("\\d+").stream()
            .map(file -> Integer.parseInt(file.getFileName().toString()))
            .toList();
  }

  void add(int start, String what) throws IOException {
    Files.createDirectories(folder);
    new DurableFolder(folder.toAbsolutePath().getParent()).sync();
    new DurableFile(folder.resolve(Integer.toString(start))).replace(what + "\n");
  }

  void remove(int start) throws IOException {
    if (Files.deleteIfExists(folder.resolve(Integer.toString(start)))) {
      new DurableFolder(folder).sync();
    }
  }
}

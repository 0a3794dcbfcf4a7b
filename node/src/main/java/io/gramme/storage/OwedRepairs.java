package io.gramme.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The starts at which the directory was new or data was found damaged, and whose replicas have not
 * been repaired from their peers since: one file each, named by the start count, that says why.
 */
record OwedRepairs(Path folder) {

  /** By start count: why a repair is owed. */
  SortedMap<Integer, String> reasons() throws IOException {
    SortedMap<Integer, String> reasons = new TreeMap<>();
    if (!Files.isDirectory(folder)) return reasons;
    for (Path file : new DurableFolder(folder).files("\\d+")) {
      reasons.put(
          Integer.parseInt(file.getFileName().toString()), new DurableFile(file).text().strip());
    }
    return reasons;
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

package io.gramme.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data directory of a node, as one sees it who has a shell on its machine.
 *
 * @param root of the directory
 */
record Disk(Path root) {

  /** How often the node has opened it. */
  int starts() {
    return Integer.parseInt(field("starts"));
  }

  /** What tells the store of now from one that has lost something. */
  String incarnation() {
    return field("incarnation");
  }

  /** Whether everything was flushed, synced and closed after the last write. */
  boolean isClean() {
    return field("clean").equals("true");
  }

  /** Deletes everything. */
  void wipe() {
    if (Files.notExists(root)) return;
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Becomes what another is now. */
  void copy(Disk other) {
    wipe();
    try (Stream<Path> all = Files.walk(other.root)) {
      for (Path each : all.toList()) Files.copy(each, root.resolve(other.root.relativize(each)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String field(String name) {
    List<String> lines;
    try {
      lines = Files.readAllLines(root.resolve("identity"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " in " + lines));
  }
}

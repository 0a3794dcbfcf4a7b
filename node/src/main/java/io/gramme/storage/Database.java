package io.gramme.storage;

import io.gramme.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one engine: remembers which engine made it, looks for damage before the engine
 * does, and sets aside what cannot be trusted.
 *
 * <p>A record that was being written when the process died is cut off. Any other damage sets the
 * whole folder aside under the name {@code <name>.damaged-<start count>}; nothing is deleted. If
 * the damage is in a write-ahead log, everything that was written before the damaged record is
 * carried over into the new database, so that a loss of power that hits all replicas at once costs
 * the tail of their logs and not their data; otherwise the new database is empty.
 *
 * @param folder where the database lives
 * @param settings which engine, and its buffers
 */
record Database(Path folder, StorageSettings settings) {

  /** What is known of the last use of the folder. */
  enum Past {
    /** There was none. */
    NEW,
    /** It was flushed, synced and closed. */
    CLEAN,
    /** It was not. */
    CRASHED,
    /** Damage was met while it was in use. */
    SUSPECT
  }

  /** Is told what is damaged before anything is moved, and only if there is damage. */
  @FunctionalInterface
  interface DamageListener {
    void damaged(String what) throws IOException;
  }

  /**
   * An open engine.
   *
   * @param damaged whether something was set aside, or was gone
   */
  record Opened(Engine engine, EngineKind kind, boolean damaged) {}

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final String MARKER = "engine";
  private static final String LOGS = "\\d+\\.log";
  private static final String TABLES = "\\d+\\.(sst|ldb)";
  private static final String MANIFESTS = "MANIFEST-\\d+";

  /**
   * Opens the engine.
   *
   * @param startCount names what is set aside
   * @throws DirectoryRefusedException if another engine made the folder
   * @throws StorageFailedException if the folder cannot be read or written
   */
  Opened open(Past past, int startCount, DamageListener listener) {
    try {
      finishCarryingOver();
      Optional<EngineKind> recorded = recordedKind();
      EngineKind kind = settings.engine().resolve(folder, recorded, EngineKind::runsHere);
      if (recorded.isEmpty()) {
        boolean gone = past != Past.NEW && kind.isLasting();
        if (gone) report(listener, "it is gone", "empty");
        return new Opened(create(kind), kind, gone);
      }
      if (!kind.isLasting()) return new Opened(new MemoryEngine(), kind, false);
      return openLasting(kind, past, startCount, listener);
    } catch (IOException e) {
      throw new StorageFailedException("opening " + folder + ": " + e.getMessage(), e);
    }
  }

  private Opened openLasting(EngineKind kind, Past past, int startCount, DamageListener listener)
      throws IOException {
    boolean damaged = false;
    for (int attempt = 0; attempt < 2; attempt++) {
      Optional<Damage> damage = attempt == 0 ? inspect(kind, past) : Optional.empty();
      String what = damage.map(Damage::what).orElse("");
      if (damage.isEmpty()) {
        try {
          return new Opened(LevelEngine.open(kind, folder, settings), kind, damaged);
        } catch (StoreDamagedException e) {
          what = e.getMessage();
        }
      }
      Path aside = asideName(startCount);
      report(listener, what, "set aside as " + aside);
      boolean carried = setAside(aside, damage);
      damaged = true;
      if (!carried) break;
    }
    return new Opened(create(kind), kind, true);
  }

  /**
   * A reason not to trust the folder.
   *
   * @param log the damaged write-ahead log, or a file that is no log
   * @param wholeBytes how much of that log is good
   */
  private record Damage(String what, Path log, long wholeBytes) {}

  private Optional<Damage> inspect(EngineKind kind, Past past) throws IOException {
    DurableFolder files = new DurableFolder(folder);
    if (!Files.exists(folder.resolve("CURRENT"))
        && !(files.files(LOGS).isEmpty() && files.files(TABLES).isEmpty()))
      return Optional.of(new Damage("CURRENT is missing", folder, 0));
    boolean looksAtTables = kind == EngineKind.LEVELDB_JAVA || past == Past.SUSPECT;
    for (Path manifest : files.files(MANIFESTS)) {
      if (!isCurrent(manifest)) continue;
      LogInspection found = mendIfTorn(manifest, past);
      if (found.state() != LogInspection.State.WHOLE)
        return Optional.of(new Damage(manifest.getFileName() + " is damaged", folder, 0));
      if (!looksAtTables) continue;
      Optional<Damage> damage = inspectTables(manifest, found.wholeBytes());
      if (damage.isPresent()) return damage;
    }
    for (Path log : files.files(LOGS)) {
      LogInspection found = mendIfTorn(log, past);
      if (found.state() != LogInspection.State.WHOLE)
        return Optional.of(
            new Damage(
                log.getFileName() + " is damaged after byte " + found.wholeBytes(),
                log,
                found.wholeBytes()));
    }
    return Optional.empty();
  }

  private Optional<Damage> inspectTables(Path manifest, long wholeBytes) throws IOException {
    Set<Long> live;
    try {
      live = LiveTables.of(manifest, wholeBytes);
    } catch (MalformedBytesException e) {
      return Optional.of(new Damage(manifest.getFileName() + ": " + e.getMessage(), folder, 0));
    }
    for (Path table : new DurableFolder(folder).files(TABLES)) {
      String name = table.getFileName().toString();
      if (!live.contains(Long.parseLong(name.substring(0, name.indexOf('.'))))) continue;
      Optional<String> damage = TableInspection.damage(table);
      if (damage.isPresent())
        return Optional.of(new Damage(name + " has " + damage.get(), folder, 0));
    }
    return Optional.empty();
  }

  private boolean isCurrent(Path manifest) throws IOException {
    DurableFile current = new DurableFile(folder.resolve("CURRENT"));
    return current.exists() && current.text().strip().equals(manifest.getFileName().toString());
  }

  /** Cuts off what a crash left half written; a log that was closed cleanly has no such thing. */
  private static LogInspection mendIfTorn(Path log, Past past) throws IOException {
    LogInspection found = LogInspection.of(log);
    if (found.state() != LogInspection.State.TORN || past == Past.CLEAN) return found;
    LOG.warn(
        "{} ends in a write that was not finished when the process died: cut off {} bytes",
        log,
        Files.size(log) - found.wholeBytes());
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(found.wholeBytes());
      file.force(true);
    }
    return new LogInspection(found.wholeBytes(), LogInspection.State.WHOLE);
  }

  private void report(DamageListener listener, String what, String aside) throws IOException {
    LOG.error(
        "The database {} is damaged: {}. It is now {}. The node goes on with what could be carried"
            + " over, and its replicas are repaired from its peers.",
        folder,
        what,
        aside);
    listener.damaged(what);
  }

  /** Moves the folder away; true if another, made of what was whole in it, has taken its place. */
  private boolean setAside(Path aside, Optional<Damage> damage) throws IOException {
    boolean carries = damage.isPresent() && !damage.get().log().equals(folder);
    if (carries) carryOver(damage.get());
    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    new DurableFolder(folder.toAbsolutePath().getParent()).sync();
    finishCarryingOver();
    return carries;
  }

  /**
   * Tables are never changed once written, so the copy shares them. Logs and the rest are copied.
   */
  private void carryOver(Damage damage) throws IOException {
    Path target = carriedName();
    Files.createDirectory(target);
    for (Path file : new DurableFolder(folder).files("engine|CURRENT|" + MANIFESTS)) {
      Files.copy(file, target.resolve(file.getFileName()));
    }
    for (Path table : new DurableFolder(folder).files(TABLES)) {
      link(table, target.resolve(table.getFileName()));
    }
    for (Path log : new DurableFolder(folder).files(LOGS)) {
      Path copy = Files.copy(log, target.resolve(log.getFileName()));
      if (!log.equals(damage.log())) continue;
      try (FileChannel file = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        file.truncate(damage.wholeBytes());
      }
      break;
    }
    new DurableFolder(target).syncAll();
  }

  private static void link(Path table, Path target) throws IOException {
    try {
      Files.createLink(target, table);
    } catch (UnsupportedOperationException e) {
      Files.copy(table, target);
    }
  }

  /** Puts a finished copy in the place of the folder, or throws away one that was not needed. */
  private void finishCarryingOver() throws IOException {
    DurableFolder carried = new DurableFolder(carriedName());
    if (!carried.exists()) return;
    if (Files.exists(folder)) {
      carried.delete();
      return;
    }
    Files.move(carried.path(), folder, StandardCopyOption.ATOMIC_MOVE);
    new DurableFolder(folder.toAbsolutePath().getParent()).sync();
  }

  private Engine create(EngineKind kind) throws IOException {
    Files.createDirectories(folder);
    if (!new DurableFolder(folder).files(".*\\.(log|sst|ldb)|CURRENT").isEmpty())
      throw new DirectoryRefusedException(
          folder
              + " holds a database but no file '"
              + MARKER
              + "' that says which engine made it. Put that file back, or move the folder away.");
    new DurableFile(folder.resolve(MARKER)).replace(kind.name() + "\n");
    new DurableFolder(folder.toAbsolutePath().getParent()).sync();
    return kind.isLasting() ? LevelEngine.open(kind, folder, settings) : new MemoryEngine();
  }

  private Optional<EngineKind> recordedKind() throws IOException {
    DurableFile marker = new DurableFile(folder.resolve(MARKER));
    if (!marker.exists()) return Optional.empty();
    String name = marker.text().strip();
    for (EngineKind kind : EngineKind.values()) {
      if (kind.name().equals(name)) return Optional.of(kind);
    }
    throw new DirectoryRefusedException(
        folder
            + " was made with the engine '"
            + name
            + "', which this version does not have. Use the version that made it, or give the node"
            + " an empty data directory and let its peers fill it.");
  }

  private Path carriedName() {
    return folder.resolveSibling(folder.getFileName() + ".carried");
  }

  private Path asideName(int startCount) {
    String name = folder.getFileName() + ".damaged-" + startCount;
    Path free = folder.resolveSibling(name);
    for (int i = 2; Files.exists(free); i++) free = folder.resolveSibling(name + "-" + i);
    return free;
  }
}

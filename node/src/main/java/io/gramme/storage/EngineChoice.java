package io.gramme.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Which engine the configuration asks for. */
public enum EngineChoice {
  /** What the directory was made with; for a new one the native engine, or the Java one. */
  AUTO,
  /** See {@link EngineKind#LEVELDB_JNI}. */
  LEVELDB_JNI,
  /** See {@link EngineKind#LEVELDB_JAVA}. */
  LEVELDB_JAVA,
  /** See {@link EngineKind#MEMORY}. */
  MEMORY;

  /**
   * The engine to open a directory with. Once a directory is made with an engine it is never opened
   * by another: LevelDB cannot read what its Java twin wrote, and says so only after damage.
   *
   * @param recorded the engine that made the directory, if there is one
   * @param runsHere whether this machine can run an engine
   * @throws DirectoryRefusedException if the choice and the directory do not go together
   */
  EngineKind resolve(
      Path directory, Optional<EngineKind> recorded, Predicate<EngineKind> runsHere) {
    EngineKind kind = this == AUTO ? recorded.orElse(best(runsHere)) : EngineKind.valueOf(name());
    if (recorded.isPresent() && recorded.get() != kind)
      throw new DirectoryRefusedException(
          directory
              + " was made with the engine "
              + recorded.get()
              + " and cannot be opened with "
              + kind
              + ". Configure "
              + recorded.get()
              + ", or give the node an empty data directory and let its peers fill it.");
    if (this == AUTO && kind == EngineKind.MEMORY)
      throw new DirectoryRefusedException(
          directory
              + " was made with the engine MEMORY, which keeps nothing. Configure MEMORY, or give"
              + " the node an empty data directory.");
    if (!runsHere.test(kind))
      throw new DirectoryRefusedException(
          directory
              + " needs the engine "
              + kind
              + ", whose library does not load on this machine. Run the node where it does, or give"
              + " it an empty data directory and configure LEVELDB_JAVA.");
    return kind;
  }

  private static EngineKind best(Predicate<EngineKind> runsHere) {
    return runsHere.test(EngineKind.LEVELDB_JNI) ? EngineKind.LEVELDB_JNI : EngineKind.LEVELDB_JAVA;
  }
}

package io.gramme.storage;

import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DBFactory;
import org.iq80.leveldb.impl.Iq80DBFactory;

/** The engines there are. Their names stand in data directories and are never changed. */
public enum EngineKind {
  /** LevelDB, by way of JNI: Linux, macOS and Windows on Intel processors. */
  LEVELDB_JNI,
  /** LevelDB written anew in Java: wherever Java runs, slower. */
  LEVELDB_JAVA,
  /** A map that forgets when the process ends. */
  MEMORY;

  /** Whether this engine keeps anything after it is closed. */
  boolean isLasting() {
    return this != MEMORY;
  }

  /**
   * The maker of databases of this kind.
   *
   * @throws LinkageError if the native library does not load on this machine
   */
  DBFactory factory() {
    return switch (this) {
      case LEVELDB_JNI -> JniDBFactory.factory;
      case LEVELDB_JAVA -> Iq80DBFactory.factory;
      case MEMORY -> throw new IllegalStateException("memory has no factory");
    };
  }

  /** Whether this machine can run this engine. */
  boolean runsHere() {
    if (!isLasting()) return true;
    try {
      factory();
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }
}

package io.gramme.storage;

import java.nio.file.Path;

class NativeEngineTest extends EngineContract {

  @Override
  Engine open(Path directory) {
    return LevelEngine.open(EngineKind.LEVELDB_JNI, directory, SMALL);
  }
}

package io.gramme.storage;

import java.nio.file.Path;

class JavaEngineTest extends EngineContract {

  @Override
  Engine open(Path directory) {
    return LevelEngine.open(EngineKind.LEVELDB_JAVA, directory, SMALL);
  }
}

package io.gramme.storage;

class JavaTreesTest extends TreesContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.LEVELDB_JAVA;
  }
}

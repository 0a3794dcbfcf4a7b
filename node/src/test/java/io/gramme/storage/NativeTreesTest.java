package io.gramme.storage;

class NativeTreesTest extends TreesContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.LEVELDB_JNI;
  }
}

package io.gramme.storage;

class NativeStoreTest extends StoreContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.LEVELDB_JNI;
  }
}

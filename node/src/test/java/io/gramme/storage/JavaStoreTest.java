package io.gramme.storage;

class JavaStoreTest extends StoreContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.LEVELDB_JAVA;
  }
}

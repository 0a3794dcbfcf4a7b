package io.gramme.storage;

class MemoryStoreTest extends StoreContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.MEMORY;
  }
}

package io.gramme.storage;

class MemoryTreesTest extends TreesContract {

  @Override
  EngineChoice engine() {
    return EngineChoice.MEMORY;
  }
}

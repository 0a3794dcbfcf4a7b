package io.gramme.storage;

import java.nio.file.Path;

class MemoryEngineTest extends EngineContract {

  @Override
  Engine open(Path directory) {
    return new MemoryEngine();
  }
}

package io.gramme.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The surroundings of a store whose disk was never damaged and never failed before. */
record Harmless() implements DamageReports {

  static Store store(GroupCommit writer) {
    try {
      TreeDoubt none = TreeDoubt.read(new DurableFile(Path.of("there-is-no-such-file")), 1);
      return new Store(1, writer, new Harmless(), none);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void met(StoreDamagedException damage) {
    throw new AssertionError(damage);
  }

  @Override
  public void removing(StoreDamagedException damage) {
    throw new AssertionError(damage);
  }
}

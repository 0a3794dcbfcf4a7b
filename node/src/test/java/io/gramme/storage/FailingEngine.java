package io.gramme.storage;

import java.util.List;
import java.util.Optional;

/** A real engine whose disk breaks and mends on demand. */
final class FailingEngine implements Engine {

  /** Says whether writes fail, and how. */
  static final class Switch {
    private volatile Optional<RuntimeException> failure = Optional.empty();

    void fail(RuntimeException why) {
      failure = Optional.of(why);
    }

    void mend() {
      failure = Optional.empty();
    }
  }

  private final Engine engine;
  private final Switch broken;

  FailingEngine(Engine engine, Switch broken) {
    this.engine = engine;
    this.broken = broken;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return engine.get(key);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    if (broken.failure.isPresent()) throw broken.failure.get();
    engine.write(changes, sync);
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    engine.scan(from, to, visitor);
  }

  @Override
  public void close() {
    engine.close();
  }
}

package io.gramme.storage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real engine whose disk breaks and mends at the turn of a switch. */
record FailingEngine(Engine engine, Switch broken) implements Engine {

  record Switch(AtomicBoolean broken) {
    Switch() {
      this(new AtomicBoolean());
    }

    void on() {
      broken.set(true);
    }

    void off() {
      broken.set(false);
    }
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return engine.get(key);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    if (broken.broken().get()) throw new StorageFailedException("Input/output error");
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

package io.gramme.storage;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes no write after one that failed until the {@link TreeDoubt} that this casts is on disk. Only
 * one thread writes.
 */
final class DoubtingEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(DoubtingEngine.class);

  private final Engine engine;
  private final TreeDoubt doubt;
  private boolean failed;

  DoubtingEngine(Engine engine, TreeDoubt doubt) {
    this.engine = engine;
    this.doubt = doubt;
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return engine.get(key);
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    if (failed) doubt.record();
    try {
      engine.write(changes, sync);
    } catch (RuntimeException | Error e) {
      failed = true;
      recordAtOnce();
      throw e;
    }
  }

  private void recordAtOnce() {
    try {
      doubt.record();
    } catch (StorageFailedException e) {
      LOG.warn("Writes fail until this can be written down: {}", e.getMessage());
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, EntryVisitor visitor) {
    engine.scan(from, to, visitor);
  }

  @Override
  public long approximateBytes(byte[] from, byte[] to) {
    return engine.approximateBytes(from, to);
  }

  @Override
  public void close() {
    engine.close();
  }
}

package io.gramme.config;

import com.typesafe.config.Config;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import java.util.Locale;

/** The block {@code gramme.storage} of a configuration. */
record StorageBlock(Config storage) {

  /** Reads it; what makes no sense is refused. */
  StorageSettings settings() {
    StorageSettings defaults = StorageSettings.DEFAULTS;
    String engine = storage.getString("engine").toUpperCase(Locale.ROOT).replace('-', '_');
    try {
      return new StorageSettings(
          EngineChoice.valueOf(engine),
          new StorageSettings.Memory(
              storage.getBytes("cache-bytes"),
              Math.toIntExact(storage.getBytes("write-buffer-bytes"))),
          new StorageSettings.Batching(
              Math.toIntExact(storage.getDuration("flush-every").toMillis()),
              storage.getInt("flush-every-objects"),
              defaults.batching().batchBytes()),
          new StorageSettings.Queue(
              storage.getInt("queue-objects"), storage.getBytes("queue-bytes")),
          new StorageSettings.Care(
              storage.getBytes("min-free-bytes"),
              defaults.care().pauseAfterFailureMillis(),
              defaults.care().closeWithinMillis()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SettingRefusedException("gramme.storage: " + e.getMessage());
    }
  }
}

package io.gramme.service;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The transfers of partitions to this node. Thread-safe; stages never complete exceptionally. */
public interface TransferControl {

  /** Of a node that moves nothing. */
  TransferControl NONE =
      new TransferControl() {
        @Override
        public SortedMap<String, Object> tree() {
          return new TreeMap<>(Map.of("paused", false, "transfers", List.of()));
        }

        @Override
        public CompletionStage<Boolean> pause(boolean isPaused) {
          return CompletableFuture.completedStage(false);
        }
      };

  /** How they stand, as a JSON tree: {@code paused} and a list {@code transfers}. */
  SortedMap<String, Object> tree();

  /**
   * Holds them up, or lets them go on; lasting.
   *
   * @return false if that was not to be had in time
   */
  CompletionStage<Boolean> pause(boolean isPaused);
}

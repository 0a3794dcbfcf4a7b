package io.gramme.service;

import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** The transfers of partitions to this node. Thread-safe; stages never complete exceptionally. */
public interface TransferControl {

  /** How they stand, as a JSON tree: {@code paused} and a list {@code transfers}. */
  SortedMap<String, Object> tree();

  /**
   * Holds them up, or lets them go on; lasting.
   *
   * @return false if that was not to be had in time
   */
  CompletionStage<Boolean> pause(boolean isPaused);
}

package io.gramme.simulation;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.Optional;

/**
 * Where one record is kept: among the replicas of a node, or among its hints.
 *
 * @param incarnation of the database now
 */
record Slot<K extends Comparable<K>>(Disk<K, LocalRecord> disk, K place, long incarnation) {

  LocalRecord record() {
    return disk.seen().getOrDefault(place, LocalRecord.NONE);
  }

  Optional<WriteFailure> refusal() {
    return disk.refusal();
  }

  void put(LocalRecord record, Durability durability, WriteListener listener) {
    disk.put(place, record, durability, listener);
  }
}

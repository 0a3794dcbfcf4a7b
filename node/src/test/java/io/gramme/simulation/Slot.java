package io.gramme.simulation;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.Optional;

/**
 * Where a node keeps its replica of a key.
 *
 * @param place the number of the key
 * @param incarnation of the database now
 */
record Slot(Disk<Integer, LocalRecord> disk, int place, long incarnation) {

  LocalRecord record() {
    return disk.seen().getOrDefault(place, LocalRecord.NONE);
  }

  Optional<WriteFailure> refusal() {
    return disk.refusal();
  }

  void put(LocalRecord record, Durability durability, WriteListener listener) {
    disk.put(place, record, durability, listener);
  }

  void delete(Durability durability, WriteListener listener) {
    disk.delete(place, durability, listener);
  }
}

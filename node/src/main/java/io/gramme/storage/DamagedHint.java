package io.gramme.storage;

import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.OptionalInt;

/**
 * A hint that cannot be read: what is known of it is where it stands.
 *
 * @param home whom it was for
 * @param at its key in the engine
 */
public record DamagedHint(NodeId home, Blob at) {

  /** The hint that stands under a key, which cannot be read. */
  public static DamagedHint of(NodeId home, int partition, Key key) {
    return new DamagedHint(home, Blob.wrap(new HintKey(home, partition, key).toBytes()));
  }

  /** Of which partition it was, if that can be told; from 0, and perhaps beyond the ring's last. */
  public OptionalInt partition() {
    return HintKey.partitionOf(EntryKind.HINT, at.bytes());
  }

  @Override
  public String toString() {
    OptionalInt partition = partition();
    String where = partition.isPresent() ? "partition " + partition.getAsInt() : "some partition";
    return "a hint for " + home + " in " + where + " cannot be read";
  }
}

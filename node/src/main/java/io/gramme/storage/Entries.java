package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.MalformedBytesException;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.storage.Engine.EntryVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one partition, decoded. Every method that reads throws as {@link GroupCommit#get}
 * does, and {@link StoreDamagedException} for an entry that is not what was written.
 *
 * @param partition from 0
 */
record Entries(int partition, GroupCommit writer) {

  static final TreeShape SHAPE = TreeShape.DEFAULT;

  private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

  /** What is under a key, {@link LocalRecord#NONE} if nothing is. */
  LocalRecord record(Key key) {
    byte[] stored = new StoredKey(partition, key).toBytes();
    Optional<byte[]> value = writer.get(stored);
    return value.isPresent() ? decodedRecord(stored, value.get()) : LocalRecord.NONE;
  }

  static LocalRecord decodedRecord(byte[] key, byte[] value) {
    try {
      return LocalRecord.fromBytes(CheckedValue.read(key, value).readRest().bytes());
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  static Key decodedKey(byte[] key) {
    try {
      return StoredKey.fromBytes(key).key();
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  static IndexKey decodedIndexKey(byte[] key) {
    try {
      return IndexKey.fromBytes(key);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  static LeafKey decodedLeafKey(byte[] key) {
    try {
      LeafKey leaf = LeafKey.fromBytes(key);
      if (leaf.leaf() >= 0 && leaf.leaf() < SHAPE.leaves()) return leaf;
      throw new StoreDamagedException("a leaf " + leaf.leaf());
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  static TombstoneKey decodedTombstoneKey(byte[] key) {
    try {
      return TombstoneKey.fromBytes(key);
    } catch (MalformedBytesException e) {
      throw new StoreDamagedException(e.getMessage(), e);
    }
  }

  /** The long that an entry holds, 0 if there is no such entry. */
  long longAt(byte[] key) {
    Optional<byte[]> value = writer.get(key);
    return value.isPresent() ? CheckedValue.readLong(key, value.get()) : 0;
  }

  /** Visits all entries of a kind. */
  void forEach(EntryKind kind, EntryVisitor visitor) {
    writer.scan(kind.firstOf(partition), kind.endOf(partition), visitor);
  }

  /** The keys of a leaf with their digests. */
  List<LeafEntry> leaf(int replicas, int leaf) {
    List<LeafEntry> entries = new ArrayList<>();
    forEachOfLeaf(
        replicas,
        leaf,
        (key, value) ->
            entries.add(
                new LeafEntry(decodedIndexKey(key).key(), CheckedValue.readLong(key, value))));
    return entries;
  }

  /** The hash that the index gives a leaf; a damaged entry adds nothing. */
  long leafHash(int replicas, int leaf) {
    long[] hash = {0};
    forEachOfLeaf(
        replicas,
        leaf,
        (key, value) -> {
          hash[0] ^= digestOrNothing(key, value);
          return true;
        });
    return hash[0];
  }

  /** What an index entry adds to its leaf, as far as that can be told. */
  static long digestOrNothing(byte[] key, byte[] value) {
    try {
      return CheckedValue.readLong(key, value);
    } catch (StoreDamagedException damaged) {
      return EntryDigest.ABSENT;
    }
  }

  /** Whether a value stands behind the right checksum. */
  static boolean isWhole(byte[] key, byte[] value) {
    try {
      CheckedValue.read(key, value);
      return true;
    } catch (StoreDamagedException damaged) {
      return false;
    }
  }

  private void forEachOfLeaf(int replicas, int leaf, EntryVisitor visitor) {
    writer.scan(
        IndexKey.firstOf(partition, replicas, SHAPE, leaf),
        IndexKey.endOf(partition, replicas, SHAPE, leaf),
        visitor);
  }

  /**
   * Changes entries to what they should have been.
   *
   * @throws StorageFailedException if the writer refuses
   */
  void mend(List<Change> changes) {
    if (changes.isEmpty()) return;
    WriteListener listener =
        new WriteListener() {
          @Override
          public void stored() {
            LOG.info("{} entries of partition {} were mended", changes.size(), partition);
          }

          @Override
          public void failed(WriteFailure why) {
            LOG.warn("Entries of partition {} could not be mended: {}", partition, why);
          }
        };
    if (!writer.submit(changes, Durability.OS, listener))
      throw new StorageFailedException(
          "the entries of partition " + partition + " need mending, and the disk takes no writes");
  }
}

package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.codec.ByteWriter;
import io.gramme.merkle.EntryDigest;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a slice of the entries of a partition, of whatever kind, in the order of their bytes.
 *
 * <p>A record is right by its checksum; every other entry is right if the records say so. An index
 * entry must have its record and a record its index entry, and likewise with tombstones; a leaf
 * must be the sum of its index entries, on disk and in memory. What is not right is mended at once,
 * the leaf in the batch of its index entry. Each slice stands for itself, so that writes may come
 * between them. For one slice.
 */
final class Scrub {

  private final Entries entries;
  private final Trees trees;
  private final DamageReports damage;

  private final List<String> removed = new ArrayList<>();
  private int looked;
  private int mended;
  private boolean more;
  private byte[] last = {};
  private long lastLeaf = -1;

  Scrub(Entries entries, Trees trees, DamageReports damage) {
    this.entries = entries;
    this.trees = trees;
    this.damage = damage;
  }

  /**
   * Looks at the next entries.
   *
   * @param after where the last slice ended
   * @param limit how many entries, at least 1
   */
  Scrubbed slice(Optional<Blob> after, int limit) {
    makeSure();
    byte[] from =
        after
            .map(place -> Arrays.copyOf(place.bytes(), place.size() + 1))
            .orElseGet(() -> partitionStart(entries.partition()));
    entries
        .writer()
        .scan(
            from,
            partitionStart(entries.partition() + 1),
            (key, value) -> {
              more = looked == limit;
              if (more) return false;
              looked++;
              last = key;
              look(key, value);
              return true;
            });
    return new Scrubbed(
        more ? Optional.of(Blob.wrap(last)) : Optional.empty(), looked, mended, removed);
  }

  /** Damaged records keep trees in doubt; they are removed on the way, and the leaves wait. */
  private void makeSure() {
    try {
      mended += trees.makeSure();
    } catch (StoreDamagedException damaged) {
      damage.met(damaged);
    }
  }

  private static byte[] partitionStart(int partition) {
    return ByteWriter.growing(Integer.BYTES).writeInt(partition).toByteArray();
  }

  private void look(byte[] key, byte[] value) {
    try {
      if (EntryKind.INDEX.isKindOf(key)) lookAtIndex(Entries.decodedIndexKey(key), key, value);
      else if (EntryKind.LEAF.isKindOf(key)) lookAtLeaf(Entries.decodedLeafKey(key));
      else if (EntryKind.TOMBSTONE.isKindOf(key)) lookAtTombstone(key, value);
    } catch (StoreDamagedException damagedKey) {
      mend(new Change.Delete(key));
    }
    if (EntryKind.RECORD.isKindOf(key)) lookAtRecord(key, value);
  }

  private void lookAtIndex(IndexKey at, byte[] key, byte[] value) {
    int leaf = Entries.SHAPE.leafOf(at.keyHash());
    long place = (long) at.replicas() << Integer.SIZE | leaf;
    if (place != lastLeaf) lookAtLeaf(new LeafKey(at.partition(), at.replicas(), leaf));
    lastLeaf = place;
    Optional<LocalRecord> record = readable(at.key());
    if (record.isEmpty()) return;
    EntryDigest digest = EntryDigest.of(at.key(), record.get().siblings());
    boolean belongs =
        record.get().terms().replicas() == at.replicas() && digest.keyHash() == at.keyHash();
    long right = belongs ? digest.digest() : EntryDigest.ABSENT;
    long found = Entries.digestOrNothing(key, value);
    if (right == EntryDigest.ABSENT || found != right) mendIndex(at, found, right);
  }

  /** The record of a key; empty if it is damaged, which is seen when its own turn comes. */
  private Optional<LocalRecord> readable(Key key) {
    byte[] stored = new StoredKey(entries.partition(), key).toBytes();
    Optional<byte[]> value = entries.writer().get(stored);
    if (value.isEmpty()) return Optional.of(LocalRecord.NONE);
    try {
      return Optional.of(Entries.decodedRecord(stored, value.get()));
    } catch (StoreDamagedException damaged) {
      return Optional.empty();
    }
  }

  private void lookAtLeaf(LeafKey at) {
    if (!trees.areSure()) return;
    long right = entries.leafHash(at.replicas(), at.leaf());
    byte[] key = at.toBytes();
    Optional<byte[]> stored = entries.writer().get(key);
    long found = stored.isPresent() ? Entries.digestOrNothing(key, stored.get()) : 0;
    boolean useless = stored.isPresent() && found == 0;
    if (found == right && !useless && trees.leafHash(at.replicas(), at.leaf()) == right) return;
    mend(at.holding(right));
    trees.setLeaf(at.replicas(), at.leaf(), right);
  }

  private void lookAtRecord(byte[] key, byte[] value) {
    Key name;
    LocalRecord record;
    try {
      name = Entries.decodedKey(key);
      record = Entries.decodedRecord(key, value);
    } catch (StoreDamagedException damaged) {
      remove(key, damaged);
      return;
    }
    EntryDigest digest = EntryDigest.of(name, record.siblings());
    IndexKey at =
        new IndexKey(entries.partition(), record.terms().replicas(), digest.keyHash(), name);
    Optional<byte[]> stored = entries.writer().get(at.toBytes());
    long found = stored.isPresent() ? Entries.digestOrNothing(at.toBytes(), stored.get()) : 0;
    if (found != digest.digest()) mendIndex(at, found, digest.digest());
    TombstoneKey.of(entries.partition(), name, record)
        .map(TombstoneKey::toBytes)
        .filter(tombstone -> entries.writer().get(tombstone).isEmpty())
        .ifPresent(tombstone -> mend(CheckedValue.NOTHING.under(tombstone)));
  }

  /** First what follows from the record goes, then the record, so that a crash leaves it found. */
  private void remove(byte[] key, StoreDamagedException why) {
    String path = HexFormat.of().formatHex(key);
    try {
      Key name = Entries.decodedKey(key);
      path = name.path();
      damage.removing(new StoreDamagedException("the record of " + path + ": " + why.getMessage()));
      removeFromIndex(name);
    } catch (StoreDamagedException damagedKey) {
      damage.removing(new StoreDamagedException("the record at " + path + " has a damaged key"));
    }
    entries.mend(List.of(new Change.Delete(key)));
    removed.add(path);
  }

  private void removeFromIndex(Key name) {
    long keyHash = EntryDigest.of(name, LocalRecord.NONE.siblings()).keyHash();
    for (int replicas : trees.inUse()) {
      IndexKey at = new IndexKey(entries.partition(), replicas, keyHash, name);
      Optional<byte[]> stored = entries.writer().get(at.toBytes());
      if (stored.isEmpty()) continue;
      mendIndex(at, Entries.digestOrNothing(at.toBytes(), stored.get()), EntryDigest.ABSENT);
    }
  }

  private void lookAtTombstone(byte[] key, byte[] value) {
    TombstoneKey at = Entries.decodedTombstoneKey(key);
    Optional<LocalRecord> record = readable(at.key());
    if (record.isEmpty()) return;
    boolean right =
        TombstoneKey.of(at.partition(), at.key(), record.get()).filter(at::equals).isPresent();
    if (!right) mend(new Change.Delete(key));
    else if (!Entries.isWhole(key, value)) mend(CheckedValue.NOTHING.under(key));
  }

  private void mendIndex(IndexKey at, long found, long right) {
    byte[] key = at.toBytes();
    List<Change> changes = new ArrayList<>();
    changes.add(
        right == EntryDigest.ABSENT
            ? new Change.Delete(key)
            : CheckedValue.ofLong(right).under(key));
    int leaf = Entries.SHAPE.leafOf(at.keyHash());
    boolean sure = trees.areSure();
    long hash = entries.leafHash(at.replicas(), leaf) ^ found ^ right;
    if (sure) changes.add(new LeafKey(at.partition(), at.replicas(), leaf).holding(hash));
    entries.mend(changes);
    if (sure) trees.setLeaf(at.replicas(), leaf, hash);
    mended++;
  }

  private void mend(Change change) {
    entries.mend(List.of(change));
    mended++;
  }
}

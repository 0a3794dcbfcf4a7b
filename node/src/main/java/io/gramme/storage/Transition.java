package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must change together when one record takes the place of another under a key.
 *
 * @param changes the record, its index entry and its tombstone entry, where they differ
 * @param flips what changes in the leaves of the trees
 * @param tombstones how many more records hold tombstones alone: 1, 0 or -1
 */
record Transition(List<Change> changes, List<Flip> flips, int tombstones) {

  /**
   * A change of a leaf.
   *
   * @param replicas which tree
   * @param bits the leaf is XORed with these
   */
  record Flip(int replicas, int leaf, long bits) {}

  Transition {
    changes = List.copyOf(changes);
    flips = List.copyOf(flips);
  }

  /** From what was there to what will be; either may be nothing, which is never stored. */
  static Transition of(int partition, Key key, LocalRecord before, LocalRecord after) {
    EntryDigest from = EntryDigest.of(key, before.siblings());
    EntryDigest to = EntryDigest.of(key, after.siblings());
    List<Change> changes = new ArrayList<>();
    changes.add(record(new StoredKey(partition, key), after));
    List<Flip> flips = new ArrayList<>();
    int leaf = TreeShape.DEFAULT.leafOf(from.keyHash());
    boolean stays = before.terms().replicas() == after.terms().replicas();
    if (from.digest() != EntryDigest.ABSENT && (!stays || to.digest() == EntryDigest.ABSENT)) {
      IndexKey gone = new IndexKey(partition, before.terms().replicas(), from.keyHash(), key);
      changes.add(new Change.Delete(gone.toBytes()));
      flips.add(new Flip(gone.replicas(), leaf, from.digest()));
    }
    if (to.digest() != EntryDigest.ABSENT && !(stays && to.digest() == from.digest())) {
      IndexKey here = new IndexKey(partition, after.terms().replicas(), to.keyHash(), key);
      changes.add(CheckedValue.ofLong(to.digest()).under(here.toBytes()));
      flips.add(new Flip(here.replicas(), leaf, stays ? from.digest() ^ to.digest() : to.digest()));
    }
    return new Transition(changes, flips, tombstones(partition, key, before, after, changes));
  }

  private static Change record(StoredKey key, LocalRecord after) {
    return after.siblings().isEmpty()
        ? new Change.Delete(key.toBytes())
        : new CheckedValue(after.toBytes()).under(key.toBytes());
  }

  private static int tombstones(
      int partition, Key key, LocalRecord before, LocalRecord after, List<Change> changes) {
    Optional<TombstoneKey> from = TombstoneKey.of(partition, key, before);
    Optional<TombstoneKey> to = TombstoneKey.of(partition, key, after);
    if (!from.equals(to)) {
      from.ifPresent(gone -> changes.add(new Change.Delete(gone.toBytes())));
      to.ifPresent(here -> changes.add(CheckedValue.NOTHING.under(here.toBytes())));
    }
    return (to.isPresent() ? 1 : 0) - (from.isPresent() ? 1 : 0);
  }
}

package io.gramme.storage;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.HashTree;
import io.gramme.merkle.TreeNode;
import io.gramme.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the trees of a partition from its records, and mends the index, the leaves and the
 * tombstone entries that say otherwise. For one run.
 *
 * <p>One pass over the records and one over the index make two sets of trees. Only leaves in which
 * these differ are looked at entry by entry, so that a recount reads in order and writes only what
 * differs. Memory holds trees and a bounded list of changes, whatever the size of the partition.
 */
final class Recount {

  private static final int CHANGES_AT_ONCE = 256;

  private final Entries entries;
  private final SortedMap<Integer, HashTree> trees = new TreeMap<>();
  private final SortedMap<Integer, HashTree> indexed = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long tombstoneSum;
  private int mended;

  Recount(Entries entries) {
    this.entries = entries;
  }

  /**
   * Runs.
   *
   * @return how many entries were mended
   * @throws StoreDamagedException if a record cannot be told
   * @throws StorageFailedException if mending is refused
   */
  int run() {
    countRecords();
    countIndex();
    if (!differingLeaves().isEmpty()) mendIndex();
    countTombstones();
    if (tombstoneSum != 0) mendTombstones();
    mendLeaves();
    flush();
    return mended;
  }

  /** What the records say. */
  SortedMap<Integer, HashTree> trees() {
    return trees;
  }

  private void countRecords() {
    forEachRecord(
        (key, record) -> {
          EntryDigest digest = EntryDigest.of(key, record.siblings());
          of(trees, record.terms().replicas()).replace(digest.keyHash(), 0, digest.digest());
          TombstoneKey.of(entries.partition(), key, record).ifPresent(this::addTombstone);
        });
  }

  private void addTombstone(TombstoneKey tombstone) {
    long keyHash = EntryDigest.of(tombstone.key(), LocalRecord.NONE.siblings()).keyHash();
    tombstoneSum ^= Long.rotateLeft(keyHash, 17) ^ keyHash * (2 * tombstone.millis() + 1);
  }

  private void countIndex() {
    entries.forEach(
        EntryKind.INDEX,
        (key, value) -> {
          IndexKey at = Entries.decodedIndexKey(key);
          long digest = Entries.digestOrNothing(key, value);
          of(indexed, at.replicas()).replace(at.keyHash(), 0, digest);
          return true;
        });
  }

  /** By the number of replicas: the leaves that the index gives other hashes than the records. */
  private Map<Integer, Set<TreeNode>> differingLeaves() {
    Map<Integer, Set<TreeNode>> differing = new TreeMap<>();
    indexed.keySet().forEach(replicas -> of(trees, replicas));
    trees.forEach(
        (replicas, tree) -> {
          Set<TreeNode> leaves = Set.copyOf(tree.differences(of(indexed, replicas)));
          if (!leaves.isEmpty()) differing.put(replicas, leaves);
        });
    return differing;
  }

  private void mendIndex() {
    Map<Integer, Set<TreeNode>> differing = differingLeaves();
    entries.forEach(
        EntryKind.INDEX,
        (key, value) -> {
          IndexKey at = Entries.decodedIndexKey(key);
          if (isAmong(differing, at.replicas(), at.keyHash()) && !isRight(at))
            change(new Change.Delete(key));
          return true;
        });
    forEachRecord(
        (key, record) -> {
          EntryDigest digest = EntryDigest.of(key, record.siblings());
          int replicas = record.terms().replicas();
          if (!isAmong(differing, replicas, digest.keyHash())) return;
          byte[] at = new IndexKey(entries.partition(), replicas, digest.keyHash(), key).toBytes();
          boolean right =
              entries
                  .writer()
                  .get(at)
                  .filter(value -> Entries.digestOrNothing(at, value) == digest.digest())
                  .isPresent();
          if (!right) change(CheckedValue.ofLong(digest.digest()).under(at));
        });
  }

  /** Whether the record has its index entry there; what the entry says is seen elsewhere. */
  private boolean isRight(IndexKey at) {
    LocalRecord record = entries.record(at.key());
    return !record.siblings().isEmpty()
        && record.terms().replicas() == at.replicas()
        && EntryDigest.of(at.key(), record.siblings()).keyHash() == at.keyHash();
  }

  private static boolean isAmong(Map<Integer, Set<TreeNode>> leaves, int replicas, long keyHash) {
    TreeNode leaf = new TreeNode(Entries.SHAPE.depth(), Entries.SHAPE.leafOf(keyHash));
    return leaves.getOrDefault(replicas, Set.of()).contains(leaf);
  }

  private void countTombstones() {
    entries.forEach(
        EntryKind.TOMBSTONE,
        (key, value) -> {
          if (Entries.isWhole(key, value)) addTombstone(Entries.decodedTombstoneKey(key));
          return true;
        });
  }

  private void mendTombstones() {
    entries.forEach(
        EntryKind.TOMBSTONE,
        (key, value) -> {
          TombstoneKey at = Entries.decodedTombstoneKey(key);
          LocalRecord record = entries.record(at.key());
          if (!TombstoneKey.of(at.partition(), at.key(), record).filter(at::equals).isPresent())
            change(new Change.Delete(key));
          else if (!Entries.isWhole(key, value)) change(CheckedValue.NOTHING.under(key));
          return true;
        });
    forEachRecord(
        (key, record) ->
            TombstoneKey.of(entries.partition(), key, record)
                .map(TombstoneKey::toBytes)
                .filter(at -> entries.writer().get(at).isEmpty())
                .ifPresent(at -> change(CheckedValue.NOTHING.under(at))));
  }

  private void mendLeaves() {
    SortedMap<Integer, HashTree> stored = new TreeMap<>();
    entries.forEach(
        EntryKind.LEAF,
        (key, value) -> {
          LeafKey at = Entries.decodedLeafKey(key);
          long hash = Entries.digestOrNothing(key, value);
          of(stored, at.replicas()).setLeaf(at.leaf(), hash);
          of(trees, at.replicas());
          if (hash == 0) change(new Change.Delete(key));
          return true;
        });
    trees.forEach(
        (replicas, tree) -> {
          for (TreeNode leaf : tree.differences(of(stored, replicas))) {
            LeafKey at = new LeafKey(entries.partition(), replicas, leaf.index());
            change(at.holding(tree.hash(leaf)));
          }
        });
  }

  /** Takes the records of a scan one by one. */
  @FunctionalInterface
  private interface RecordVisitor {
    void visit(Key key, LocalRecord record);
  }

  private void forEachRecord(RecordVisitor visitor) {
    entries.forEach(
        EntryKind.RECORD,
        (key, value) -> {
          visitor.visit(Entries.decodedKey(key), Entries.decodedRecord(key, value));
          return true;
        });
  }

  private void change(Change change) {
    changes.add(change);
    if (changes.size() >= CHANGES_AT_ONCE) flush();
  }

  private void flush() {
    entries.mend(List.copyOf(changes));
    mended += changes.size();
    changes.clear();
  }

  private static HashTree of(SortedMap<Integer, HashTree> trees, int replicas) {
    return trees.computeIfAbsent(replicas, n -> HashTree.empty(Entries.SHAPE));
  }
}

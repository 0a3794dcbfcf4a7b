package io.gramme.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.HashTree;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a partition must say of itself, worked out from its records alone: the oracle for trees,
 * index and tombstones.
 */
final class Audit {

  private final int partition;
  private final SortedMap<Blob, Blob> entries = new TreeMap<>();
  private final SortedMap<Integer, HashTree> trees = new TreeMap<>();
  private final SortedMap<Integer, SortedMap<Integer, List<LeafEntry>>> leaves = new TreeMap<>();
  private final List<TombstoneKey> tombstones = new ArrayList<>();

  private Audit(int partition) {
    this.partition = partition;
  }

  /** Checks the entries on disk, then every answer of the store. */
  static void check(DataDirectory directory, int partition) {
    Audit audit = recorded(directory, partition);
    audit.checkAnswers(directory.store(partition));
    assertThat(derived(directory, partition)).isEqualTo(audit.entries);
  }

  private static Audit recorded(DataDirectory directory, int partition) {
    Audit audit = new Audit(partition);
    directory
        .store(partition)
        .forEach(
            (key, record) -> {
              audit.add(key, record);
              return true;
            });
    audit.trees.forEach(audit::addLeaves);
    return audit;
  }

  private void add(Key key, LocalRecord record) {
    assertThat(record.siblings().isEmpty()).isFalse();
    EntryDigest digest = EntryDigest.of(key, record.siblings());
    int replicas = record.terms().replicas();
    int leaf =
        trees
            .computeIfAbsent(replicas, n -> HashTree.empty(TreeShape.DEFAULT))
            .replace(digest.keyHash(), EntryDigest.ABSENT, digest.digest());
    leaves
        .computeIfAbsent(replicas, n -> new TreeMap<>())
        .computeIfAbsent(leaf, n -> new ArrayList<>())
        .add(new LeafEntry(key, digest.digest()));
    put(
        new IndexKey(partition, replicas, digest.keyHash(), key).toBytes(),
        longOf(digest.digest()));
    if (!record.siblings().isDeleted()) return;
    TombstoneKey tombstone =
        new TombstoneKey(partition, record.siblings().latestTime().millis(), key);
    tombstones.add(tombstone);
    put(tombstone.toBytes(), new byte[0]);
  }

  private void addLeaves(int replicas, HashTree tree) {
    for (int leaf = 0; leaf < TreeShape.DEFAULT.leaves(); leaf++) {
      long hash = tree.hash(new TreeNode(TreeShape.DEFAULT.depth(), leaf));
      if (hash != 0) put(new LeafKey(partition, replicas, leaf).toBytes(), longOf(hash));
    }
  }

  private void put(byte[] key, byte[] value) {
    entries.put(Blob.wrap(key), Blob.wrap(new CheckedValue(value).under(key).value()));
  }

  private static byte[] longOf(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private void checkAnswers(Store store) {
    SortedMap<Integer, Long> roots = new TreeMap<>();
    trees.forEach((replicas, tree) -> roots.put(replicas, tree.root()));
    assertThat(store.roots()).isEqualTo(roots);
    trees.forEach((replicas, tree) -> checkTree(store, replicas, tree));
    assertThat(store.roots()).doesNotContainKey(99);
    assertThat(store.branch(99, TreeNode.ROOT))
        .isEqualTo(HashTree.empty(TreeShape.DEFAULT).branch(TreeNode.ROOT));
    checkTombstones(store);
  }

  private void checkTree(Store store, int replicas, HashTree tree) {
    for (int i = 0; i < TreeShape.DEFAULT.width(); i++) {
      TreeNode node = TreeNode.ROOT.child(i, TreeShape.DEFAULT);
      assertThat(store.branch(replicas, node)).isEqualTo(tree.branch(node));
    }
    assertThat(store.branch(replicas, TreeNode.ROOT)).isEqualTo(tree.branch(TreeNode.ROOT));
    leaves
        .get(replicas)
        .forEach(
            (leaf, held) ->
                assertThat(store.leaf(replicas, leaf)).containsExactlyInAnyOrderElementsOf(held));
  }

  private void checkTombstones(Store store) {
    assertThat(store.tombstones()).isEqualTo(tombstones.size());
    List<Key> all = store.tombstonesBefore(Long.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(tombstones.stream().map(TombstoneKey::key).toList());
    assertThat(all.stream().map(key -> store.get(key).siblings().latestTime().millis())).isSorted();
    assertThat(store.oldestTombstoneMillis().stream().boxed())
        .containsExactlyElementsOf(
            tombstones.stream().map(TombstoneKey::millis).sorted().limit(1).toList());
  }

  /** The entries that follow from the records, as they stand. */
  private static SortedMap<Blob, Blob> derived(DataDirectory directory, int partition) {
    SortedMap<Blob, Blob> found = new TreeMap<>();
    directory
        .writer()
        .scan(
            ByteBuffer.allocate(4).putInt(partition).array(),
            ByteBuffer.allocate(4).putInt(partition + 1).array(),
            (key, value) -> {
              if (!EntryKind.RECORD.isKindOf(key) && !EntryKind.COUNTED.isKindOf(key))
                found.put(Blob.wrap(key), Blob.wrap(value));
              return true;
            });
    return found;
  }
}

package io.gramme.storage;

import static io.gramme.storage.Cart.deleted;
import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.storage.FailingEngine.Next;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that are refused or fail leave trees and records agreeing, now and after a crash. */
class FailedWriteTest {

  private static final int PARTITION = 3;

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final FailingEngine.Switch broken = new FailingEngine.Switch();
  private final List<DataDirectory> opened = new ArrayList<>();
  private final Path data = scratch.at("data");

  @AfterEach
  void clean() {
    broken.goOn();
    opened.forEach(DataDirectory::close);
    scratch.close();
  }

  @Test
  void aRefusedWriteLeavesTreesAndTombstonesAsTheyWere() {
    DataDirectory directory = open(data, new StorageSettings.Queue(1, 1 << 20));
    Store store = directory.store(PARTITION);
    broken.stall();
    Answer taken = put(store, key(1), deleted(1, 3));
    broken.awaitStalledWrite();
    SortedMap<Integer, Long> roots = store.roots();
    assertThat(store.tombstones()).isEqualTo(1);
    assertThat(put(store, key(1), holding(2)).told()).containsExactly("OVERLOADED");
    assertThat(put(store, key(2), deleted(2, 5)).told()).containsExactly("OVERLOADED");
    assertThat(store.roots()).isEqualTo(roots);
    assertThat(store.tombstones()).isEqualTo(1);
    broken.goOn();
    assertThat(taken.await()).isEqualTo(Answer.STORED);
    Audit.check(directory, PARTITION);
  }

  @Test
  void writesThatWaitedBehindAFailedOneAreCountedWithoutIt() {
    DataDirectory directory = failWithOthersBehind(Next.FAILS);
    assertThat(directory.store(PARTITION).get(neighbours().get(0))).isEqualTo(LocalRecord.NONE);
    awaitAdmission(directory);
    Audit.check(directory, PARTITION);
  }

  @Test
  void aCrashRightAfterThatIsNoOtherMatter() {
    for (Next how : List.of(Next.FAILS, Next.HAPPENS_AND_FAILS)) {
      failWithOthersBehind(how);
      Path crashed = scratch.copyOf(data, "crashed-" + how);
      DataDirectory after = open(crashed, StorageSettings.DEFAULTS.queue());
      Audit.check(after, PARTITION);
      after.close();
      broken.scans().clear();
      DataDirectory later = open(crashed, StorageSettings.DEFAULTS.queue());
      Audit.check(later, PARTITION);
    }
  }

  @Test
  void whatTheEngineKeptOfAFailedWriteIsCounted() {
    DataDirectory directory = failWithOthersBehind(Next.HAPPENS_AND_FAILS);
    awaitAdmission(directory);
    Audit.check(directory, PARTITION);
  }

  @Test
  void aWriteBeforeTheRecountIsCountedToo() {
    DataDirectory directory = failWithOthersBehind(Next.FAILS);
    Store store = directory.store(PARTITION);
    awaitAdmission(directory);
    assertThat(put(store, neighbours().get(0), holding(77, 5)).await()).isEqualTo(Answer.STORED);
    Audit.check(directory, PARTITION);
  }

  @Test
  void nothingIsWrittenAfterAFailureUntilTheDoubtIsOnDisk() throws IOException {
    DataDirectory directory = open(data, StorageSettings.DEFAULTS.queue());
    Store store = directory.store(PARTITION);
    Path obstacle = Files.createDirectory(data.resolve("failed-writes.new"));
    broken.next(Next.FAILS);
    assertThat(put(store, key(1), holding(1)).await()).isEqualTo("FAILED");
    assertThat(put(store, key(2), holding(2)).await()).isEqualTo("FAILED");
    Files.delete(obstacle);
    awaitAdmission(directory);
    assertThat(put(store, key(2), holding(2)).await()).isEqualTo(Answer.STORED);
    assertThat(data.resolve("failed-writes")).hasContent("1");
    Audit.check(directory, PARTITION);
  }

  @Test
  void aCrashAloneCostsNoRebuild() {
    DataDirectory directory = open(data, StorageSettings.DEFAULTS.queue());
    for (int i = 0; i < 50; i++) put(directory.store(PARTITION), key(i), holding(i)).await();
    SortedMap<Integer, Long> roots = directory.store(PARTITION).roots();
    Path crashed = scratch.copyOf(data, "crashed");
    broken.scans().clear();
    Store after = open(crashed, StorageSettings.DEFAULTS.queue()).store(PARTITION);
    assertThat(after.roots()).isEqualTo(roots);
    assertThat(broken.scans()).noneMatch(EntryKind.RECORD::isKindOf);
  }

  /** A change of terms, which changes most, costs four entries; any other write at most three. */
  @Test
  void aWriteCostsThreeSmallEntriesMore() {
    LocalRecord value = holding(1);
    assertThat(changes(LocalRecord.NONE, value)).isEqualTo(1 + 2);
    assertThat(changes(value, holding(2))).isEqualTo(1 + 2);
    assertThat(changes(value, value)).isEqualTo(1);
    assertThat(changes(value, deleted(2, 3))).isEqualTo(1 + 3);
    assertThat(changes(deleted(2, 3), holding(3))).isEqualTo(1 + 3);
    assertThat(changes(deleted(2, 3), LocalRecord.NONE)).isEqualTo(1 + 3);
    assertThat(changes(value, holding(2, 5))).isEqualTo(1 + 4);
  }

  private static int changes(LocalRecord before, LocalRecord after) {
    Transition transition = Transition.of(PARTITION, key(1), before, after);
    return transition.changes().size() + transition.flips().size();
  }

  /** Three keys of one leaf are written; the first write fails, and the others wait behind it. */
  private DataDirectory failWithOthersBehind(Next how) {
    opened.forEach(DataDirectory::close);
    DataDirectory directory = open(data, StorageSettings.DEFAULTS.queue());
    Store store = directory.store(PARTITION);
    store.recount();
    // Carries what the recount wrote, so that nothing but the first write arrives at the gate.
    put(directory.store(0), key(0), holding(0)).await();
    broken.stall();
    List<Key> keys = neighbours();
    Answer first = put(store, keys.get(0), deleted(1, 3));
    broken.awaitStalledWrite();
    Answer second = put(store, keys.get(1), holding(2));
    Answer third = put(store, keys.get(2), deleted(3, 3));
    broken.next(how);
    broken.goOn();
    assertThat(first.await()).isEqualTo("FAILED");
    assertThat(List.of(second.await(), third.await())).containsOnly(Answer.STORED);
    return directory;
  }

  private static List<Key> neighbours() {
    List<Key> keys = new ArrayList<>();
    for (int i = 1000; keys.size() < 3; i++) {
      long hash = EntryDigest.of(key(i), LocalRecord.NONE.siblings()).keyHash();
      if (TreeShape.DEFAULT.leafOf(hash) == 7) keys.add(key(i));
    }
    return keys;
  }

  private static void awaitAdmission(DataDirectory directory) {
    String told = "";
    while (!told.equals(Answer.STORED)) told = put(directory.store(0), key(9), holding(9)).await();
  }

  private static Answer put(Store store, Key key, LocalRecord record) {
    Answer answer = new Answer();
    store.put(key, store.get(key), record, Durability.OS, answer);
    return answer;
  }

  private DataDirectory open(Path root, StorageSettings.Queue queue) {
    StorageSettings settings =
        EngineContract.SMALL.withEngine(EngineChoice.LEVELDB_JNI).with(queue);
    DataDirectory.Surroundings usual = DataDirectory.surroundings(root, random::nextLong);
    DataDirectory directory =
        DataDirectory.open(
            root,
            recorded -> Cart.ANN,
            settings,
            new DataDirectory.Surroundings(
                usual.randomness(),
                usual.freeBytes(),
                usual.nanos(),
                engine -> new FailingEngine(engine, broken),
                usual.boot()));
    opened.add(directory);
    return directory;
  }
}

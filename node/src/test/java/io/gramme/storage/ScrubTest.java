package io.gramme.storage;

import static io.gramme.storage.Cart.deleted;
import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.TreeShape;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A scrub finds whatever says something else than the records, and mends it. */
class ScrubTest {

  private static final int PARTITION = 3;
  private static final int RECORDS = 20;
  private static final Key VALUE = key(4);
  private static final Key BURIED = key(15);

  private final Scratch scratch = Scratch.create();
  private final DataDirectory directory =
      DataDirectory.open(
          scratch.at("data"),
          EngineContract.SMALL.withEngine(EngineChoice.LEVELDB_JNI),
          new SecureRandom()::nextLong);
  private final Store store = directory.store(PARTITION);

  /**
   * Something wrong.
   *
   * @param entries how many entries must be mended, at least
   */
  record Fault(String name, int entries, List<Change> changes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    IndexKey index = indexOf(VALUE, 3);
    int leaf = TreeShape.DEFAULT.leafOf(index.keyHash());
    LeafKey leafKey = new LeafKey(PARTITION, 3, leaf);
    byte[] unused = new LeafKey(PARTITION, 3, 1).toBytes();
    TombstoneKey tombstone = new TombstoneKey(PARTITION, 15, BURIED);
    Change.Put noDigest = CheckedValue.ofLong(5).under(index.toBytes());
    return Stream.of(
        new Fault("a wrong digest", 1, List.of(noDigest)),
        new Fault(
            "a wrong digest that the leaf agrees with", 1, List.of(noDigest, leafKey.holding(5))),
        new Fault("a missing index entry", 1, List.of(delete(index.toBytes()))),
        new Fault("a damaged index entry", 1, List.of(garbage(index.toBytes()))),
        new Fault(
            "an index entry without a record",
            1,
            List.of(CheckedValue.ofLong(9).under(indexOf(key(99), 3).toBytes()))),
        new Fault(
            "an index entry of a record of other terms",
            1,
            List.of(CheckedValue.ofLong(9).under(indexOf(VALUE, 2).toBytes()))),
        new Fault("a wrong leaf", 1, List.of(leafKey.holding(6))),
        new Fault("a missing leaf", 1, List.of(delete(leafKey.toBytes()))),
        new Fault("a leaf of nothing", 1, List.of(CheckedValue.ofLong(7).under(unused))),
        new Fault("a leaf that is damaged", 1, List.of(garbage(leafKey.toBytes()))),
        new Fault("a missing tombstone", 1, List.of(delete(tombstone.toBytes()))),
        new Fault("a damaged tombstone", 1, List.of(garbage(tombstone.toBytes()))),
        new Fault(
            "a tombstone of another time",
            1,
            List.of(CheckedValue.NOTHING.under(new TombstoneKey(PARTITION, 14, BURIED).toBytes()))),
        new Fault(
            "a tombstone of a value",
            1,
            List.of(CheckedValue.NOTHING.under(new TombstoneKey(PARTITION, 4, VALUE).toBytes()))),
        new Fault(
            "a record that vanished",
            2,
            List.of(
                delete(new StoredKey(PARTITION, VALUE).toBytes()),
                delete(new StoredKey(PARTITION, BURIED).toBytes()))));
  }

  @BeforeEach
  void fill() {
    for (int i = 0; i < RECORDS; i++) {
      LocalRecord record = i < 10 ? holding(i, i % 2 == 0 ? 3 : 5) : deleted(i, 3);
      Answer answer = new Answer();
      store.put(key(i), LocalRecord.NONE, record, Durability.OS, answer);
      assertThat(answer.await()).isEqualTo(Answer.STORED);
    }
    directory.repaired(1);
  }

  @AfterEach
  void clean() {
    directory.close();
    scratch.close();
  }

  @Test
  void whatIsRightIsLeftAlone() {
    for (int limit : List.of(1, 3, 1000)) {
      Scrubbed all = scrubAll(limit);
      assertThat(all.mended()).isZero();
      assertThat(all.removed()).isEmpty();
      assertThat(all.entries()).isGreaterThanOrEqualTo(2 * RECORDS);
    }
    assertThat(directory.repairsOwed()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyDisagreementIsFoundAndMended(Fault fault) {
    plant(fault.changes());
    Scrubbed all = scrubAll(3);
    assertThat(all.mended()).isGreaterThanOrEqualTo(fault.entries());
    assertThat(all.removed()).isEmpty();
    Audit.check(directory, PARTITION);
    assertThat(scrubAll(3).mended()).isZero();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aRecountMendsThemAsWell(Fault fault) {
    plant(fault.changes());
    assertThat(store.recount()).isGreaterThanOrEqualTo(fault.entries());
    Audit.check(directory, PARTITION);
    assertThat(store.recount()).isZero();
  }

  @Test
  void aDamagedRecordIsTakenOutAndOwed() {
    long incarnation = directory.incarnation();
    byte[] badKey = EntryKind.RECORD.begin(PARTITION).writeByte(0).writeByte(7).toByteArray();
    plant(
        List.of(
            garbage(new StoredKey(PARTITION, VALUE).toBytes()),
            garbage(new StoredKey(PARTITION, BURIED).toBytes()),
            garbage(badKey)));
    assertThatThrownBy(() -> store.get(VALUE)).isInstanceOf(StoreDamagedException.class);
    directory.repaired(1);
    assertThat(scrubAll(3).removed())
        .containsExactly("000000037200" + "07", VALUE.path(), BURIED.path());
    assertThat(store.get(VALUE)).isEqualTo(LocalRecord.NONE);
    assertThat(directory.repairsOwed()).containsExactly(1);
    assertThat(directory.incarnation()).isNotEqualTo(incarnation);
    Audit.check(directory, PARTITION);
    assertThat(scrubAll(3).mended()).isZero();
  }

  @Test
  void aSliceIsNoLongerThanItsLimitAndWritesMayComeBetween() {
    Optional<Blob> last = Optional.empty();
    int number = 100;
    do {
      Scrubbed slice = store.scrub(last, 2);
      assertThat(slice.entries()).isBetween(1, 2);
      assertThat(slice.mended()).isZero();
      last = slice.last();
      Key key = key(number % 40);
      store.put(key, store.get(key), deleted(number++, 3), Durability.BUFFERED, new Answer());
    } while (last.isPresent() && number < 1_000);
    assertThat(last).isEmpty();
    Audit.check(directory, PARTITION);
    assertThatThrownBy(() -> store.scrub(Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Scrubbed scrubAll(int limit) {
    Scrubbed slice = store.scrub(Optional.empty(), limit);
    int entries = slice.entries();
    int mended = slice.mended();
    List<String> removed = new ArrayList<>(slice.removed());
    while (slice.last().isPresent()) {
      slice = store.scrub(slice.last(), limit);
      entries += slice.entries();
      mended += slice.mended();
      removed.addAll(slice.removed());
    }
    return new Scrubbed(Optional.empty(), entries, mended, removed);
  }

  private void plant(List<Change> changes) {
    Answer answer = new Answer();
    directory.writer().submit(changes, Durability.OS, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }

  private static IndexKey indexOf(Key key, int replicas) {
    long hash = EntryDigest.of(key, LocalRecord.NONE.siblings()).keyHash();
    return new IndexKey(PARTITION, replicas, hash, key);
  }

  private static Change delete(byte[] key) {
    return new Change.Delete(key);
  }

  private static Change garbage(byte[] key) {
    return new Change.Put(key, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  }
}

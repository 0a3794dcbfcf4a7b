package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.HintStore.Skipped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A damaged hint is said, and hides nothing behind it. */
class DamagedHintTest {

  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final byte[] GARBAGE = {1, 2, 3, 4, 5, 6};

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final DataDirectory directory =
      DataDirectory.open(
          scratch.at("data"),
          EngineContract.SMALL.withEngine(EngineChoice.MEMORY),
          random::nextLong);
  private final HintStore hints = directory.hints();

  @BeforeEach
  void keepThree() {
    for (int i = 1; i <= 3; i++) keep(i);
    directory.repaired(1);
  }

  @AfterEach
  void close() {
    directory.close();
    scratch.close();
  }

  @Test
  void aScanStepsOverAHintWhoseChecksumIsWrong() {
    write(hintKey(2), GARBAGE);
    assertThat(seen()).containsExactly(1, 3);
    assertThat(scan().first()).containsExactly(DamagedHint.of(BOB, 2, key(2)));
    assertThat(hints.homes()).containsExactly(BOB);
    assertThat(directory.repairsOwed()).containsExactly(1);
  }

  @Test
  void aScanStepsOverAHintThatIsNoRecordOrHasNoKey() {
    write(hintKey(2), checked(hintKey(2), new byte[] {9}));
    byte[] noPartition = HintKey.firstOf(EntryKind.HINT, BOB);
    write(noPartition, checked(noPartition, new byte[0]));
    byte[] noKey = Arrays.copyOf(hintKey(3), hintKey(3).length - "shop..cart000003".length());
    write(noKey, checked(noKey, HintEntry.valueOf(new Hint(holding(1), 1)).bytes()));
    assertThat(seen()).containsExactly(1, 3);
    Skipped skipped = scan();
    assertThat(skipped.count()).isEqualTo(3);
    assertThat(skipped.first())
        .extracting(DamagedHint::partition)
        .containsExactly(OptionalInt.empty(), OptionalInt.of(2), OptionalInt.of(3));
    assertThat(skipped.first()).extracting(DamagedHint::home).containsOnly(BOB);
  }

  @Test
  void aScanThatBeginsBehindDamageDoesNotMeetIt() {
    write(hintKey(2), GARBAGE);
    assertThat(hints.forEachAfter(BOB, 2, key(2), (partition, key, hint, bytes) -> true))
        .isEqualTo(Skipped.NOTHING);
  }

  @Test
  void aScanNamesSoManyAndCountsAll() {
    for (int i = 0; i < HintStore.MOST_NAMED + 5; i++) {
      byte[] key = new HintKey(BOB, 9, key(i)).toBytes();
      directory
          .writer()
          .submit(List.of(new Change.Put(key, GARBAGE)), Durability.BUFFERED, new Answer());
    }
    Skipped skipped = scan();
    assertThat(skipped.first()).hasSize(HintStore.MOST_NAMED);
    assertThat(skipped.count()).isEqualTo(HintStore.MOST_NAMED + 5);
  }

  @Test
  void aReadOfADamagedHintSaysSo() {
    long before = directory.incarnation();
    write(hintKey(2), GARBAGE);
    assertThatThrownBy(() -> hints.get(BOB, 2, key(2)))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining("cart000002");
    assertThat(directory.incarnation()).isNotEqualTo(before);
  }

  @Test
  void aRemovedHintIsGoneAndOnlyThat() {
    write(hintKey(2), GARBAGE);
    long before = directory.incarnation();
    assertThat(remove(DamagedHint.of(BOB, 2, key(2)))).isEqualTo(Answer.STORED);
    assertThat(scan()).isEqualTo(Skipped.NOTHING);
    assertThat(hints.get(BOB, 2, key(2))).isEmpty();
    assertThat(seen()).containsExactly(1, 3);
    assertThat(directory.incarnation()).isNotEqualTo(before);
  }

  @Test
  void aHintThatCanBeReadIsNotRemoved() {
    assertThat(remove(DamagedHint.of(BOB, 2, key(2)))).isEqualTo(Answer.STORED);
    assertThat(seen()).containsExactly(1, 2, 3);
    assertThat(directory.repairsOwed()).isEmpty();
  }

  @Test
  void aHintForNobodyHidesNoHome() {
    write(new byte[] {'h', 'a'}, GARBAGE);
    write(new byte[] {'h', 'a', '!', 0, 7}, GARBAGE);
    write(new HintKey(CAT, 1, key(1)).toBytes(), GARBAGE);
    assertThat(hints.homes()).containsExactly(BOB, CAT);
  }

  @Test
  void whatIsOwedIsOwedThoughItsEntryIsDamaged() {
    Answer answer = new Answer();
    hints.owe(CAT, 5, answer);
    answer.await();
    write(HintKey.owed(BOB, 7), GARBAGE);
    write(HintKey.firstOf(EntryKind.OWED, BOB), GARBAGE);
    assertThat(hints.owed().get(BOB)).containsExactly(7);
    assertThat(hints.owed().get(CAT)).containsExactly(5);
    assertThat(directory.repairsOwed()).containsExactly(1);
  }

  private void keep(int number) {
    Answer answer = new Answer();
    hints.put(BOB, number, key(number), new Hint(holding(number), number), Durability.OS, answer);
    answer.await();
  }

  private static byte[] hintKey(int number) {
    return new HintKey(BOB, number, key(number)).toBytes();
  }

  private static byte[] checked(byte[] key, byte[] value) {
    return new CheckedValue(value).under(key).value();
  }

  private void write(byte[] key, byte[] value) {
    Answer answer = new Answer();
    directory.writer().submit(List.of(new Change.Put(key, value)), Durability.OS, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }

  private String remove(DamagedHint hint) {
    Answer answer = new Answer();
    hints.remove(hint, answer);
    return answer.await();
  }

  private Skipped scan() {
    return hints.forEach(BOB, (partition, key, hint, bytes) -> true);
  }

  private List<Integer> seen() {
    List<Integer> seen = new ArrayList<>();
    hints.forEach(BOB, (partition, key, hint, bytes) -> seen.add(partition));
    return seen;
  }
}

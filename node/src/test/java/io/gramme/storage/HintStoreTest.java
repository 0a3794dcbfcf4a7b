package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept for other nodes, on every engine; {@link DamagedHintTest} has the damage. */
class HintStoreTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId ANNA = new NodeId("anna");
  private static final NodeId BOB = new NodeId("bob");

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final List<DataDirectory> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(DataDirectory::close);
    scratch.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA", "MEMORY"})
  void aHintIsFoundWhereItWasPutAndNowhereElse(EngineChoice engine) {
    HintStore hints = open(engine).hints();
    Hint hint = new Hint(holding(7), 1_234);
    put(hints, BOB, 5, key(1), hint);
    assertThat(hints.get(BOB, 5, key(1))).contains(hint);
    assertThat(hints.get(BOB, 6, key(1))).isEmpty();
    assertThat(hints.get(BOB, 5, key(2))).isEmpty();
    assertThat(hints.get(ANN, 5, key(1))).isEmpty();
  }

  @Test
  void aHintTakesThePlaceOfThatUnderTheSameKeyAlone() {
    HintStore hints = open(EngineChoice.MEMORY).hints();
    put(hints, BOB, 5, key(1), new Hint(holding(1), 1));
    put(hints, BOB, 5, key(1), new Hint(holding(2), 2));
    put(hints, BOB, 5, key(2), new Hint(holding(3), 3));
    assertThat(hints.get(BOB, 5, key(1))).contains(new Hint(holding(2), 2));
    assertThat(seen(hints, BOB)).containsExactly("5 1", "5 2");
  }

  @Test
  void aForgottenHintIsGoneAndForgettingNothingIsNoError() {
    HintStore hints = open(EngineChoice.MEMORY).hints();
    put(hints, BOB, 5, key(1), new Hint(holding(1), 1));
    for (int i = 0; i < 2; i++) {
      Answer answer = new Answer();
      hints.delete(BOB, 5, key(1), Durability.SYNC, answer);
      assertThat(answer.await()).isEqualTo(Answer.STORED);
      assertThat(hints.get(BOB, 5, key(1))).isEmpty();
      assertThat(hints.homes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA", "MEMORY"})
  void theHintsOfAHomeAreVisitedInOrderAndFromWhereverAScanHasStopped(EngineChoice engine) {
    HintStore hints = open(engine).hints();
    for (int number : List.of(3, 1, 2)) {
      for (int partition : List.of(300, 5, 6)) {
        put(hints, BOB, partition, key(number), new Hint(holding(number), number));
        put(hints, ANNA, partition, key(number), new Hint(holding(number), number));
      }
    }
    List<String> all = List.of("5 1", "5 2", "5 3", "6 1", "6 2", "6 3", "300 1", "300 2", "300 3");
    assertThat(seen(hints, BOB)).isEqualTo(all);
    assertThat(seenAfter(hints, 5, key(2))).isEqualTo(all.subList(2, 9));
    assertThat(seenAfter(hints, 5, key(9))).isEqualTo(all.subList(3, 9));
    assertThat(seenAfter(hints, 7, key(0))).isEqualTo(all.subList(6, 9));
    assertThat(seenAfter(hints, 300, key(3))).isEmpty();
    assertThat(seen(hints, ANN)).isEmpty();
  }

  @Test
  void aVisitorStopsAScanAndIsToldWhatAHintTakes() {
    HintStore hints = open(EngineChoice.MEMORY).hints();
    Hint hint = new Hint(holding(1), 1);
    put(hints, BOB, 5, key(1), hint);
    put(hints, BOB, 5, key(2), hint);
    List<Long> bytes = new ArrayList<>();
    hints.forEach(
        BOB,
        (partition, key, found, stored) -> {
          bytes.add(stored);
          return false;
        });
    assertThat(bytes).containsExactly(HintStore.storedBytes(BOB, 5, key(1), hint));
  }

  @Test
  void theHomesAreFoundByOneStepEach() {
    FailingEngine.Switch watched = new FailingEngine.Switch();
    HintStore hints = open(EngineChoice.MEMORY, watched).hints();
    for (NodeId home : List.of(BOB, ANN, ANNA)) {
      for (int i = 0; i < 50; i++) put(hints, home, 5, key(i), new Hint(holding(i), i));
    }
    int before = watched.scans().size();
    assertThat(hints.homes()).containsExactly(ANN, ANNA, BOB);
    assertThat(watched.scans().size() - before).isEqualTo(4);
  }

  @Test
  void whatIsOwedStandsUntilItIsRepaid() {
    HintStore hints = open(EngineChoice.MEMORY).hints();
    owe(hints, BOB, 7);
    owe(hints, BOB, 300);
    owe(hints, BOB, 7);
    owe(hints, ANN, 7);
    assertThat(hints.owed()).isEqualTo(owed(Set.of(7), Set.of(7, 300)));
    assertThat(hints.homes()).isEmpty();
    Answer answer = new Answer();
    hints.repaid(BOB, 7, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
    assertThat(hints.owed()).isEqualTo(owed(Set.of(7), Set.of(300)));
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void hintsAndDebtsOutliveTheirProcess(EngineChoice engine) {
    DataDirectory first = open(engine);
    put(first.hints(), BOB, 5, key(1), new Hint(holding(1), 1_234));
    put(first.hints(), ANN, 6, key(2), new Hint(holding(2), 5_678));
    owe(first.hints(), BOB, 7);
    HintStore hints = crashed(first, engine).hints();
    assertThat(hints.get(BOB, 5, key(1))).contains(new Hint(holding(1), 1_234));
    assertThat(hints.homes()).containsExactly(ANN, BOB);
    assertThat(hints.owed()).isEqualTo(owed(Set.of(), Set.of(7)));
  }

  @Test
  void aClosedDirectoryRefusesReadsAndWrites() {
    DataDirectory directory = open(EngineChoice.MEMORY);
    directory.close();
    HintStore hints = directory.hints();
    assertThatThrownBy(() -> hints.get(BOB, 5, key(1))).isInstanceOf(StorageClosedException.class);
    assertThatThrownBy(hints::owed).isInstanceOf(StorageClosedException.class);
    Answer answer = new Answer();
    hints.owe(BOB, 5, answer);
    assertThat(answer.told()).containsExactly("CLOSED");
  }

  private static SortedMap<NodeId, TreeSet<Integer>> owed(Set<Integer> ann, Set<Integer> bob) {
    SortedMap<NodeId, TreeSet<Integer>> owed = new TreeMap<>();
    if (!ann.isEmpty()) owed.put(ANN, new TreeSet<>(ann));
    if (!bob.isEmpty()) owed.put(BOB, new TreeSet<>(bob));
    return owed;
  }

  private static List<String> seen(HintStore hints, NodeId home) {
    List<String> seen = new ArrayList<>();
    hints.forEach(home, (partition, key, hint, bytes) -> seen.add(name(partition, key)));
    return seen;
  }

  private static List<String> seenAfter(HintStore hints, int after, Key afterKey) {
    List<String> seen = new ArrayList<>();
    hints.forEachAfter(
        BOB, after, afterKey, (partition, key, hint, bytes) -> seen.add(name(partition, key)));
    return seen;
  }

  private static String name(int partition, Key key) {
    return partition + " " + Integer.parseInt(key.name().text().substring("cart".length()));
  }

  private static void put(HintStore hints, NodeId home, int partition, Key key, Hint hint) {
    Answer answer = new Answer();
    hints.put(home, partition, key, hint, Durability.OS, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }

  private static void owe(HintStore hints, NodeId home, int partition) {
    Answer answer = new Answer();
    hints.owe(home, partition, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }

  private DataDirectory crashed(DataDirectory directory, EngineChoice engine) {
    opened.remove(directory);
    var copy = scratch.copyOf(scratch.at("data"), "crashed");
    directory.close();
    return opened(
        DataDirectory.open(copy, EngineContract.SMALL.withEngine(engine), random::nextLong));
  }

  private DataDirectory open(EngineChoice engine) {
    return open(engine, new FailingEngine.Switch());
  }

  private DataDirectory open(EngineChoice engine, FailingEngine.Switch watched) {
    var root = scratch.at("data");
    DataDirectory.Surroundings usual = DataDirectory.surroundings(root, random::nextLong);
    return opened(
        DataDirectory.open(
            root,
            DataDirectory.only(root, ANN),
            EngineContract.SMALL.withEngine(engine),
            new DataDirectory.Surroundings(
                usual.randomness(),
                usual.freeBytes(),
                usual.nanos(),
                inner -> new FailingEngine(inner, watched),
                usual.boot())));
  }

  private DataDirectory opened(DataDirectory directory) {
    opened.add(directory);
    return directory;
  }
}

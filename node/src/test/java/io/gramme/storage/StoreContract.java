package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What a store owes, whatever the engine. */
abstract class StoreContract {

  private static final int FORGET = 0;
  private static final int REOPEN = -1;

  private final SecureRandom random = new SecureRandom();

  abstract EngineChoice engine();

  /** A put of record {@code number}, a delete if 0, a clean restart if -1. */
  record Action(int key, int number, Durability durability) {}

  @Property(tries = 30)
  void behavesLikeAMap(@ForAll("actions") List<Action> actions) {
    TreeMap<Integer, LocalRecord> model = new TreeMap<>();
    try (Scratch scratch = Scratch.create()) {
      DataDirectory directory = open(scratch);
      for (Action action : actions) {
        Answer answer = new Answer();
        Store store = directory.store(3);
        if (action.number() == REOPEN) {
          if (engine() == EngineChoice.MEMORY) continue;
          directory.close();
          directory = open(scratch);
          answer.stored();
        } else if (action.number() == FORGET) {
          model.remove(action.key());
          store.delete(
              key(action.key()), store.get(key(action.key())), action.durability(), answer);
        } else {
          model.put(action.key(), holding(action.number()));
          store.put(
              key(action.key()),
              store.get(key(action.key())),
              holding(action.number()),
              action.durability(),
              answer);
        }
        assertThat(directory.store(3).get(key(action.key())))
            .isEqualTo(model.getOrDefault(action.key(), LocalRecord.NONE));
        assertThat(answer.await()).isEqualTo(Answer.STORED);
        assertThat(answer.told()).hasSize(1);
      }
      assertThat(contents(directory.store(3))).isEqualTo(model);
      assertThat(contents(directory.store(2))).isEmpty();
      assertThat(contents(directory.store(4))).isEmpty();
      directory.close();
    }
  }

  @Example
  void aboutHowMuchIsStoredIsKnownBeforeAndAfterARestart() {
    try (Scratch scratch = Scratch.create()) {
      DataDirectory directory = open(scratch);
      for (int i = 0; i < 1_000; i++) {
        Answer answer = new Answer();
        directory.store(3).put(key(i), LocalRecord.NONE, holding(i + 1), Durability.OS, answer);
        answer.await();
      }
      assertAboutRight(directory);
      if (engine() != EngineChoice.MEMORY) {
        directory.close();
        directory = open(scratch);
        assertAboutRight(directory);
      }
      directory.close();
    }
  }

  private static void assertAboutRight(DataDirectory directory) {
    List<Key> keys = new ArrayList<>();
    directory.store(3).forEach((key, record) -> keys.add(key));
    assertThat(keys).hasSize(1_000);
    assertThat(directory.store(3).bytes()).isBetween(10_000L, 1_000_000L);
    assertThat(directory.store(3).bytesAfter(keys.get(500))).isBetween(5_000L, 500_000L);
    assertThat(directory.store(3).bytesAfter(keys.get(999))).isLessThan(10_000L);
    assertThat(directory.store(4).bytes()).isZero();
  }

  @Example
  void theKeysOfABucketAreVisitedAloneAndAnyKeyCanBeGoneOnFrom() {
    try (Scratch scratch = Scratch.create();
        DataDirectory directory = open(scratch)) {
      Store store = directory.store(0);
      for (String bucket : List.of("shop", "shop2", "sho")) {
        for (String name : List.of("a", "b")) {
          Answer answer = new Answer();
          store.put(Key.of(bucket, name), LocalRecord.NONE, holding(1), Durability.OS, answer);
          answer.await();
        }
      }
      List<Key> seen = new ArrayList<>();
      store.forEachIn(Bucket.of("shop"), (key, record) -> seen.add(key));
      assertThat(seen).containsExactly(Key.of("shop", "a"), Key.of("shop", "b"));
      seen.clear();
      store.forEachAfter(Key.of("shop", "a"), (key, record) -> seen.add(key));
      assertThat(seen)
          .containsExactly(Key.of("shop", "b"), Key.of("shop2", "a"), Key.of("shop2", "b"));
    }
  }

  private TreeMap<Integer, LocalRecord> contents(Store store) {
    TreeMap<Integer, LocalRecord> contents = new TreeMap<>();
    List<Key> order = new ArrayList<>();
    store.forEach(
        (key, record) -> {
          contents.put(Integer.parseInt(key.name().text().substring(4)), record);
          return order.add(key);
        });
    assertThat(order).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    return contents;
  }

  private DataDirectory open(Scratch scratch) {
    return DataDirectory.open(
        scratch.at("data"), EngineContract.SMALL.withEngine(engine()), random::nextLong);
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Integer> numbers =
        Arbitraries.frequencyOf(
            Tuple.of(10, Arbitraries.integers().between(1, 99)),
            Tuple.of(3, Arbitraries.just(FORGET)),
            Tuple.of(1, Arbitraries.just(REOPEN)));
    return Combinators.combine(
            Arbitraries.integers().between(0, 5), numbers, Arbitraries.of(Durability.class))
        .as(Action::new)
        .list()
        .ofMaxSize(25);
  }
}

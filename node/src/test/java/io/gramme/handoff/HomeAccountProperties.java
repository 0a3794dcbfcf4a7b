package io.gramme.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Key;
import io.gramme.storage.HintStore.Hint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The budget of a node holds whatever becomes of overlapping writes, and what it took comes back.
 */
class HomeAccountProperties {

  private static final long LIMIT = 1_000;

  /** A home whose disk is a map; writes end in their order, and may fail either way. */
  private static final class Home {

    private final HomeAccount account;
    private final Map<Place, Long> seen = new HashMap<>();
    private final Map<Place, Long> disk = new HashMap<>();
    private final List<Runnable> underway = new ArrayList<>();

    Home(HintLedger ledger) {
      account = new HomeAccount(ledger);
      account.countedNone();
    }

    void write(Place place, long bytes, Random random) {
      if (!account.begin(place, seen.getOrDefault(place, 0L), bytes)) return;
      Map<Place, Long> before = new HashMap<>(seen);
      set(seen, place, bytes);
      underway.add(
          () -> {
            boolean stored = random.nextInt(5) > 0;
            if (stored || random.nextBoolean()) set(disk, place, bytes);
            if (!stored && underway.isEmpty()) set(seen, place, before.getOrDefault(place, 0L));
            account.ended(place, stored);
          });
    }

    private static void set(Map<Place, Long> map, Place place, long bytes) {
      if (bytes == 0) map.remove(place);
      else map.put(place, bytes);
    }

    void end() {
      if (!underway.isEmpty()) underway.remove(0).run();
    }

    void makeCertain() {
      for (Place place : account.doubtful(10)) {
        long found = seen.getOrDefault(place, 0L);
        account.rewriting(place, found);
        set(disk, place, found);
        account.ended(place, true);
      }
    }

    long bytes() {
      return disk.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Property(tries = 300)
  void theBudgetIsNeverExceededAndInTheEndExact(@ForAll long seed) {
    Random random = new Random(seed);
    HintLedger ledger = new HintLedger(LIMIT);
    List<Home> homes = List.of(new Home(ledger), new Home(ledger));
    for (int i = 0; i < 300; i++) {
      Home home = homes.get(random.nextInt(2));
      Place place = new Place(random.nextInt(3), Key.of("b", "k" + random.nextInt(3)));
      switch (random.nextInt(5)) {
        case 0, 1 -> home.write(place, random.nextInt(4) == 0 ? 0 : random.nextInt(400), random);
        case 2 -> home.makeCertain();
        default -> home.end();
      }
      assertThat(ledger.bytes()).isBetween(0L, LIMIT);
      assertThat(homes.get(0).bytes() + homes.get(1).bytes()).isLessThanOrEqualTo(ledger.bytes());
    }
    for (Home home : homes) {
      while (!home.underway.isEmpty()) home.end();
      home.makeCertain();
      assertThat(home.account.isQuiet()).isTrue();
      assertThat(home.account.bytes()).isEqualTo(home.bytes());
      assertThat(home.account.hints()).isEqualTo(home.disk.size());
    }
    for (int partition = 0; partition < 3; partition++) {
      int there = partition;
      long hints =
          homes.stream()
              .flatMap(home -> home.disk.keySet().stream())
              .filter(place -> place.partition() == there)
              .count();
      assertThat(ledger.hintsIn(partition)).isEqualTo(hints);
    }
  }

  @Property(tries = 100)
  void aCountCorrectsWhateverWasThought(@ForAll long seed) {
    Random random = new Random(seed);
    HintLedger ledger = new HintLedger(LIMIT);
    HomeAccount other = new HomeAccount(ledger);
    other.counted(census(random));
    long others = ledger.bytes();
    long othersInOne = ledger.hintsIn(1);
    HomeAccount account = new HomeAccount(ledger);
    for (int i = 0; i < 3; i++) {
      HintCensus census = census(random);
      account.counted(census);
      assertThat(account.bytes()).isEqualTo(census.bytes());
      assertThat(ledger.bytes()).isEqualTo(others + census.bytes());
      assertThat(ledger.hintsIn(1)).isEqualTo(othersInOne + census.hints().getOrDefault(1, 0L));
    }
  }

  private static HintCensus census(Random random) {
    HintCensus census = new HintCensus(0);
    for (int i = random.nextInt(9); i > 0; i--) {
      Key key = Key.of("b", "k" + i);
      census.visit(random.nextInt(3), key, new Hint(LocalRecord.NONE, i), 1);
    }
    return census;
  }
}

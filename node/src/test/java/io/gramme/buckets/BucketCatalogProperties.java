package io.gramme.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.buckets.BucketCatalog.Entry;
import io.gramme.buckets.BucketCatalog.Place;
import io.gramme.causality.HybridTime;
import io.gramme.model.Bucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BucketCatalogProperties {

  private static final Place CARTS = Place.of(Bucket.of("carts"));

  record Placed(Place place, Entry entry) {}

  @Property
  void catalogsThatHeardTheSameAgree(@ForAll("placed") List<Placed> placed, @ForAll long seed) {
    List<Placed> otherwise = new ArrayList<>(placed);
    otherwise.addAll(placed.subList(0, placed.size() / 2));
    Collections.shuffle(otherwise, new Random(seed));
    assertThat(of(otherwise)).isEqualTo(of(placed));
    assertThat(of(otherwise).digest()).isEqualTo(of(placed).digest());
  }

  @Property
  void theLaterOfTwoEntriesWins(@ForAll("placed") List<Placed> placed) {
    Map<Place, Entry> latest = new HashMap<>();
    for (Placed each : placed) {
      latest.merge(each.place(), each.entry(), (a, b) -> order(a, b) >= 0 ? a : b);
    }
    assertThat(of(placed).entries()).isEqualTo(latest);
  }

  private static int order(Entry a, Entry b) {
    int byTime = a.time().compareTo(b.time());
    return byTime != 0 ? byTime : a.author().compareTo(b.author());
  }

  @Property
  void digestsAreEqualIfAndOnlyIfTheEntriesAre(
      @ForAll("placed") List<Placed> some, @ForAll("placed") List<Placed> others) {
    boolean isSame = of(some).entries().equals(of(others).entries());
    assertThat(of(some).digest() == of(others).digest()).isEqualTo(isSame);
  }

  /** Two nodes that heard two changes the other way round must notice. */
  @Example
  void theDigestTellsWhichPlaceWasChangedWhen() {
    Place sales = Place.of(Bucket.of("sales"));
    BucketCatalog one =
        of(List.of(new Placed(CARTS, entry(1, "ann")), new Placed(sales, entry(2, "ann"))));
    BucketCatalog other =
        of(List.of(new Placed(CARTS, entry(2, "ann")), new Placed(sales, entry(1, "ann"))));
    assertThat(one.digest()).isNotEqualTo(other.digest());
  }

  /** Peers compare digests across versions of Java, so it is fixed. */
  @Example
  void theDigestIsTheSameEverywhere() {
    assertThat(BucketCatalog.EMPTY.digest()).isZero();
    assertThat(of(List.of(new Placed(CARTS, entry(1, "ann")))).digest())
        .isEqualTo(2680945508781809518L);
  }

  @Property
  void aChangeIsLaterThanWhatItChangesWhateverTheClockSays(
      @ForAll("placed") List<Placed> placed, @ForAll("times") HybridTime now) {
    BucketCatalog catalog = of(placed);
    Entry changed = catalog.changed(CARTS, Map.of("r", "all"), now, "aaa");
    assertThat(catalog.wants(CARTS, changed)).isTrue();
    assertThat(catalog.with(CARTS, changed).entries()).containsEntry(CARTS, changed);
    assertThat(changed.values()).containsEntry("r", "all");
  }

  @Property
  void aResetForgetsEverythingAndIsNotUndoneByGossip(@ForAll("placed") List<Placed> placed) {
    BucketCatalog before = of(placed);
    BucketCatalog after = before.with(CARTS, before.reset(CARTS, HybridTime.ZERO, "ann"));
    for (Placed each : placed) after = after.with(each.place(), each.entry());
    assertThat(after.of(Bucket.of("carts"))).isEqualTo(after.ofType("default"));
  }

  @Example
  void aChangeKeepsWhatItDoesNotName() {
    BucketCatalog catalog = BucketCatalog.EMPTY;
    catalog = catalog.with(CARTS, catalog.changed(CARTS, Map.of("r", "all"), time(1), "ann"));
    catalog = catalog.with(CARTS, catalog.changed(CARTS, Map.of("w", "one"), time(2), "bob"));
    assertThat(catalog.of(Bucket.of("carts")).orElseThrow().asMap())
        .containsEntry("r", "all")
        .containsEntry("w", "one")
        .containsEntry("n_val", 3);
  }

  @Example
  void aBucketFollowsItsTypeUntilItSaysOtherwise() {
    BucketCatalog catalog =
        BucketCatalog.EMPTY.with(
            Place.ofType("default"), new Entry(time(1), "ann", Map.of("n_val", 5, "r", "one")));
    assertThat(catalog.of(Bucket.of("carts")).orElseThrow().replicas()).isEqualTo(5);
    catalog = catalog.with(CARTS, new Entry(time(1), "ann", Map.of("n_val", 2)));
    assertThat(catalog.of(Bucket.of("carts")).orElseThrow().replicas()).isEqualTo(2);
    assertThat(catalog.of(Bucket.of("carts")).orElseThrow().asMap()).containsEntry("r", "one");
  }

  @Example
  void onlyTheBuiltInTypesExist() {
    assertThat(BucketCatalog.EMPTY.ofType("default").orElseThrow().keepsSiblings()).isFalse();
    assertThat(BucketCatalog.EMPTY.ofType("siblings").orElseThrow().keepsSiblings()).isTrue();
    assertThat(BucketCatalog.EMPTY.ofType("other")).isEmpty();
  }

  @Example
  void isFullForANewPlaceButNotForAnOldOne() {
    Map<Place, Entry> many = new HashMap<>();
    for (int i = 0; i < BucketCatalog.MOST_ENTRIES; i++) {
      many.put(Place.of(Bucket.of("b" + i)), entry(1, "ann"));
    }
    BucketCatalog full = new BucketCatalog(many);
    assertThat(full.isFullFor(CARTS)).isTrue();
    assertThat(full.isFullFor(Place.of(Bucket.of("b7")))).isFalse();
  }

  private static BucketCatalog of(List<Placed> placed) {
    BucketCatalog catalog = BucketCatalog.EMPTY;
    for (Placed each : placed) catalog = catalog.with(each.place(), each.entry());
    return catalog;
  }

  private static HybridTime time(long millis) {
    return HybridTime.ofMillis(millis);
  }

  /** What an author sets at one time is one thing. */
  private static Entry entry(long millis, String author) {
    return new Entry(time(millis), author, Map.of("note", author + millis));
  }

  /** Names with equal hash codes, equal times and few places, so that collisions would show. */
  @Provide
  Arbitrary<List<Placed>> placed() {
    Arbitrary<Place> places =
        Arbitraries.of(
            CARTS, Place.of(Bucket.of("Aa")), Place.of(Bucket.of("BB")), Place.ofType("siblings"));
    Arbitrary<Entry> entries =
        Combinators.combine(Arbitraries.longs().between(1, 4), Arbitraries.of("ann", "bob"))
            .as(BucketCatalogProperties::entry);
    return Combinators.combine(places, entries).as(Placed::new).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<HybridTime> times() {
    return Arbitraries.longs().between(0, 6).map(HybridTime::ofMillis);
  }
}

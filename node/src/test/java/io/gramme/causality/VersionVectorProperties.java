package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A vector is a short way to write a set of dots; here that set is written out. */
class VersionVectorProperties {

  /** Some with the topmost bit set, since actors are ordered as unsigned numbers. */
  private static final List<Long> ACTORS = List.of(0L, 1L, 7L, Long.MAX_VALUE, Long.MIN_VALUE, -1L);

  @Property
  void joiningIsUnion(@ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
    Set<Dot> union = new HashSet<>(dots(a));
    union.addAll(dots(b));
    assertThat(dots(a.join(b))).isEqualTo(union);
    assertThat(a.join(b)).isEqualTo(b.join(a));
  }

  @Property
  void coveringAVectorIsHavingAllItsDots(
      @ForAll("vectors") VersionVector a, @ForAll("vectors") VersionVector b) {
    assertThat(a.covers(b)).isEqualTo(dots(a).containsAll(dots(b)));
    assertThat(a.join(b).covers(a)).isTrue();
  }

  @Property
  void coveringADotIsHavingIt(@ForAll("vectors") VersionVector a, @ForAll("dots") Dot dot) {
    assertThat(a.covers(dot)).isEqualTo(dots(a).contains(dot));
  }

  @Property
  void aDotBringsAlongWhatItsActorMadeBefore(
      @ForAll("vectors") VersionVector a, @ForAll("dots") Dot dot) {
    Set<Dot> expected = new HashSet<>(dots(a));
    for (long i = 1; i <= dot.counter(); i++) expected.add(new Dot(dot.actor(), i));
    assertThat(dots(a.with(dot, timeOf(dot)))).isEqualTo(expected);
  }

  @Property
  void pruningKeepsTheYoungestEntriesAsTheyAre(
      @ForAll("vectors") VersionVector a, @ForAll @IntRange(min = 1, max = 7) int limit) {
    VersionVector pruned = a.pruned(limit);
    assertThat(pruned.size()).isEqualTo(Math.min(limit, a.size()));
    assertThat(a.entries()).containsAll(pruned.entries());
    List<HybridTime> youngestFirst = new ArrayList<>();
    a.entries().forEach(entry -> youngestFirst.add(entry.time()));
    youngestFirst.sort(Comparator.reverseOrder());
    assertThat(pruned.entries())
        .extracting(VersionVector.Entry::time)
        .containsExactlyInAnyOrderElementsOf(youngestFirst.subList(0, pruned.size()));
  }

  @Property
  void theLatestTimeIsThatOfTheYoungestEntry(@ForAll("vectors") VersionVector a) {
    assertThat(a.entries()).allMatch(entry -> entry.time().compareTo(a.latestTime()) <= 0);
    assertThat(a.isEmpty() ? HybridTime.ZERO : a.pruned(1).entries().get(0).time())
        .isEqualTo(a.latestTime());
  }

  private static Set<Dot> dots(VersionVector vector) {
    Set<Dot> dots = new HashSet<>();
    for (VersionVector.Entry entry : vector.entries()) {
      for (long i = 1; i <= entry.counter(); i++) dots.add(new Dot(entry.actor(), i));
    }
    return dots;
  }

  /** A dot names one write, so its time is one and the same in every vector. */
  private static HybridTime timeOf(Dot dot) {
    return HybridTime.ofMillis(dot.counter() * 100 + ACTORS.indexOf(dot.actor()) % 3);
  }

  @Provide
  Arbitrary<VersionVector> vectors() {
    Arbitrary<Map<Long, Long>> counters =
        Arbitraries.maps(Arbitraries.of(ACTORS), Arbitraries.longs().between(1, 5));
    return counters.map(
        counterOf ->
            new VersionVector(
                counterOf.entrySet().stream()
                    .map(actor -> new Dot(actor.getKey(), actor.getValue()))
                    .sorted()
                    .map(dot -> new VersionVector.Entry(dot.actor(), dot.counter(), timeOf(dot)))
                    .collect(Collectors.toList())));
  }

  @Provide
  Arbitrary<Dot> dots() {
    return Combinators.combine(Arbitraries.of(ACTORS), Arbitraries.longs().between(1, 6))
        .as(Dot::new);
  }
}

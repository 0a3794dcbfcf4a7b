package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Simulation.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The laws of merging, over siblings that replicas of one key really held: any old vectors and dots
 * thrown together would break them, and never come to be.
 */
class SiblingsProperties {

  private static final int STEPS = 60;
  private static final int UNBOUNDED = 1_000;

  /** What three disks held, each at some moment of one history. */
  record Three(Siblings a, Siblings b, Siblings c) {}

  @Property
  void mergingCommutes(@ForAll("states") Three three) {
    assertThat(three.a().merge(three.b())).isEqualTo(three.b().merge(three.a()));
  }

  @Property
  void mergingAssociates(@ForAll("states") Three three) {
    assertThat(three.a().merge(three.b()).merge(three.c()))
        .isEqualTo(three.a().merge(three.b().merge(three.c())));
  }

  @Property
  void mergingTwiceIsMergingOnce(@ForAll("states") Three three) {
    Siblings merged = three.a().merge(three.b());
    assertThat(three.a().merge(three.a())).isEqualTo(three.a());
    assertThat(merged.merge(three.a())).isEqualTo(merged);
    assertThat(merged.merge(three.b())).isEqualTo(merged);
  }

  @Property
  void nothingIsTheUnitOfMerging(@ForAll("states") Three three) {
    assertThat(three.a().merge(Siblings.NONE)).isEqualTo(three.a());
    assertThat(Siblings.NONE.merge(three.a())).isEqualTo(three.a());
  }

  @Property
  void whatAMergeHasSeenIsWhatBothHadSeen(@ForAll("states") Three three) {
    assertThat(three.a().merge(three.b()).seen())
        .isEqualTo(three.a().seen().join(three.b().seen()));
  }

  @Property
  void noSiblingHasSeenAnother(@ForAll("states") Three three) {
    List<Version> merged = three.a().merge(three.b()).merge(three.c()).versions();
    for (Version one : merged) assertThat(merged).noneMatch(one::supersedes);
  }

  @Property
  void sameVersionsMeansEqual(@ForAll("states") Three three) {
    assertThat(three.a().hasSameVersionsAs(three.b())).isEqualTo(three.a().equals(three.b()));
    assertThat(three.a().merge(three.b()).hasSameVersionsAs(three.b().merge(three.a()))).isTrue();
  }

  @Property
  void theNewestIsTheSameInWhateverOrderVersionsAreMet(
      @ForAll("states") Three three, @ForAll long shuffle) {
    Siblings all = three.a().merge(three.b()).merge(three.c());
    List<Version> shuffled = new ArrayList<>(all.versions());
    Collections.shuffle(shuffled, new Random(shuffle));
    Siblings newest = Siblings.NONE;
    for (Version version : shuffled) newest = newest.merge(Siblings.of(version)).newest();
    assertThat(newest).isEqualTo(all.newest());
    assertThat(newest.latestTime()).isEqualTo(all.latestTime());
  }

  @Provide
  Arbitrary<Three> states() {
    return Arbitraries.longs().map(SiblingsProperties::statesOfOneHistory);
  }

  private static Three statesOfOneHistory(long seed) {
    List<Siblings> states =
        new Simulation(seed, Promise.EXACT, UNBOUNDED).run(STEPS).statesEverHeld();
    Random random = new Random(seed);
    return new Three(
        states.get(random.nextInt(states.size())),
        states.get(random.nextInt(states.size())),
        states.get(random.nextInt(states.size())));
  }
}

package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whole sessions between two replicas with real hash trees. */
class ComparisonRoundProperties {

  private static final ComparisonRound.Bounds BOUNDS = ComparisonRound.Bounds.of(1, 8, 1 << 20);
  private static final int PLENTY = 1_000;

  private final NodeId ann = new NodeId("ann");
  private final NodeId bob = new NodeId("bob");

  @Property(tries = 100)
  void afterASessionBothHoldAllThatEitherHeld(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryReplica here = new MemoryReplica(ann, seed, PLENTY);
    MemoryReplica there = new MemoryReplica(bob, seed + 1, PLENTY);
    scatter(random, here, there, 200);
    Outcome outcome = new ComparisonSimulation(here, there, seed, 0).run(BOUNDS, answered -> {});
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.COMPLETE);
    assertEqual(here, there);
    assertNothingLeft(here, there);
  }

  @Property(tries = 100)
  void aSessionThatEndsCompleteHasLeftNothingOutWhateverWasLostOnTheWay(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryReplica here = new MemoryReplica(ann, seed, PLENTY);
    MemoryReplica there = new MemoryReplica(bob, seed + 1, PLENTY);
    scatter(random, here, there, 40);
    Outcome outcome = new ComparisonSimulation(here, there, seed, 0.1).run(BOUNDS, answered -> {});
    if (outcome.isComplete()) assertEqual(here, there);
    else assertThat(outcome.ending()).isEqualTo(Outcome.Ending.NO_ANSWER);
  }

  /**
   * What clients write meanwhile on one side alone is for the next session, and nothing is lost.
   */
  @Property(tries = 100)
  void writesInBetweenAreNeitherLostNorInTheWay(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryReplica here = new MemoryReplica(ann, seed, PLENTY);
    MemoryReplica there = new MemoryReplica(bob, seed + 1, PLENTY);
    scatter(random, here, there, 60);
    Outcome outcome =
        new ComparisonSimulation(here, there, seed, 0)
            .run(
                BOUNDS,
                answered -> {
                  if (answered < 100 && random.nextInt(3) == 0)
                    write(random, random.nextBoolean() ? here : there, 60);
                });
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.COMPLETE);
    new ComparisonSimulation(here, there, seed, 0).run(BOUNDS, answered -> {});
    assertEqual(here, there);
  }

  @Property(tries = 25)
  void theCostGrowsWithTheDifferencesAndNotWithTheData(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int differences) {
    Random random = new Random(seed);
    MemoryReplica here = new MemoryReplica(ann, seed, PLENTY);
    MemoryReplica there = new MemoryReplica(bob, seed + 1, PLENTY);
    for (int i = 0; i < 2_000; i++) {
      here.write(key(i), Value.text("both"), terms(3));
      there.merge(key(i), here.record(key(i)).siblings(), terms(3));
    }
    for (int i = 0; i < differences; i++)
      (random.nextBoolean() ? here : there).write(key(i * 7), Value.text("one"), terms(3));
    Outcome outcome = new ComparisonSimulation(here, there, seed, 0).run(BOUNDS, answered -> {});
    assertThat(outcome.equalAtStart()).isEqualTo(differences == 0);
    assertThat(outcome.keysCompared()).isEqualTo(differences);
    assertThat(outcome.keysSent() + outcome.keysReceived()).isEqualTo(differences);
    int forTrees = differences == 0 ? 2 : 2 + 2 + 2 + 2 * differences;
    assertThat(outcome.questions()).isLessThanOrEqualTo(forTrees + 3L * differences);
    assertEqual(here, there);
  }

  @Property(tries = 4)
  void anAnswerThatWouldBeTooLargeIsAskedForInParts(@ForAll long seed) {
    Random random = new Random(seed);
    MemoryReplica here = new MemoryReplica(ann, seed, 2);
    MemoryReplica there = new MemoryReplica(bob, seed + 1, 3);
    for (int i = 0; i < 3_000; i++) write(random, here, 3_000);
    Outcome outcome = new ComparisonSimulation(here, there, seed, 0).run(BOUNDS, answered -> {});
    assertThat(outcome.ending()).isEqualTo(Outcome.Ending.COMPLETE);
    assertThat(outcome.keysSent()).isEqualTo(here.contents().size());
    assertEqual(here, there);
  }

  /** Keys that both hold, keys that one holds, siblings, deletes, and terms that were changed. */
  private static void scatter(Random random, MemoryReplica here, MemoryReplica there, int keys) {
    for (int i = 0; i < keys; i++) write(random, here, keys);
    for (int i = 0; i < keys; i++)
      if (random.nextBoolean() && !here.record(key(i)).siblings().isEmpty())
        there.merge(key(i), here.record(key(i)).siblings(), here.record(key(i)).terms());
    for (int i = 0; i < keys / 4; i++) write(random, random.nextBoolean() ? here : there, keys);
  }

  private static void write(Random random, MemoryReplica replica, int keys) {
    replica.write(
        key(random.nextInt(keys)),
        random.nextInt(5) == 0 ? new Tombstone() : Value.text("v" + random.nextInt()),
        terms(random.nextInt(20) == 0 ? 5 : 3));
  }

  private static Terms terms(int replicas) {
    return new Terms(replicas, Reconciliation.KEEP_SIBLINGS);
  }

  private static Key key(int number) {
    return Key.of("carts", "k" + number);
  }

  private static void assertEqual(MemoryReplica here, MemoryReplica there) {
    assertThat(there.contents().equals(here.contents())).as("the same records").isTrue();
    assertThat(there.terms().equals(here.terms())).as("the same terms").isTrue();
  }

  private static void assertNothingLeft(MemoryReplica here, MemoryReplica there) {
    Outcome again = new ComparisonSimulation(here, there, 0, 0).run(BOUNDS, answered -> {});
    assertThat(again.equalAtStart()).isTrue();
    assertThat(again.questions()).isEqualTo(2);
  }
}

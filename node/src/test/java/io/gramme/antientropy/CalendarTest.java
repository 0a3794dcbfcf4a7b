package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.Calendar.Begin;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CalendarTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Calendar.Pace PACE =
      new Calendar.Pace(Duration.ofHours(1), 2, Duration.ofSeconds(1));

  private final Random dice = new Random(1);
  private final Calendar calendar = new Calendar(ANN, PACE);

  static Ring ring(int replicas, String... members) {
    return Ring.of(
        RingVersion.first(
            Stream.of(members).map(NodeId::new).map(Member::of).toList(), 8, replicas));
  }

  @Test
  void aRingOfOneKnowsAtOnce() {
    calendar.onRing(ring(3, "ann"), 0, dice);
    assertThat(calendar.onDoubt(0, 1)).isTrue();
    assertThat(calendar.begin(0)).isEmpty();
  }

  @Test
  void aPartitionInDoubtIsComparedWithEveryOtherPrimaryBeforeItIsKnown() {
    calendar.onRing(ring(3, "ann", "bob", "cat"), 0, dice);
    calendar.onPeers(Set.of(BOB, CAT));
    finishAll(0);
    assertThat(calendar.onDoubt(0, 1)).isFalse();
    List<Begin> begun = calendar.begin(0);
    assertThat(begun)
        .extracting(Begin::pair)
        .containsExactlyInAnyOrder(new Pair(0, BOB), new Pair(0, CAT));
    calendar.onEnded(begun.get(0).pair(), outcome(Ending.COMPLETE, 0), 0, dice);
    assertThat(calendar.onDoubt(0, 1)).isFalse();
    calendar.onEnded(begun.get(1).pair(), outcome(Ending.DAMAGED, 0), 0, dice);
    assertThat(calendar.onDoubt(0, 1)).isFalse();
    finishAll(HOUR);
    assertThat(calendar.onDoubt(0, 1)).isTrue();
  }

  @Test
  void aSessionThatBeganBeforeADoubtDoesNotDispelIt() {
    calendar.onRing(ring(2, "ann", "bob"), 0, dice);
    calendar.onPeers(Set.of(BOB));
    finishAll(0);
    calendar.onDoubt(0, 1);
    List<Begin> begun = calendar.begin(0);
    assertThat(calendar.onDoubt(0, 2)).isFalse();
    calendar.onEnded(begun.get(0).pair(), outcome(Ending.COMPLETE, 0), 0, dice);
    assertThat(calendar.onDoubt(0, 2)).isFalse();
    assertThat(calendar.begin(0)).hasSize(1);
    calendar.onEnded(begun.get(0).pair(), outcome(Ending.COMPLETE, 0), 0, dice);
    assertThat(calendar.onDoubt(0, 2)).isTrue();
  }

  @Test
  void aRangeIsRepairedOnceItWasComparedSinceThatWasAsked() {
    calendar.onRing(ring(2, "ann", "bob"), 0, dice);
    calendar.onPeers(Set.of(BOB));
    finishAll(0);
    long asked = calendar.want(3);
    assertThat(calendar.isComparedSince(3, asked)).isFalse();
    finishAll(0);
    assertThat(calendar.isComparedSince(3, asked)).isTrue();
  }

  @Test
  void whoIsNoPrimaryHasNothingToCompareAndNeverKnows() {
    Ring ring = ring(1, "ann", "bob");
    calendar.onRing(ring, 0, dice);
    int others = ring.partitionsOf(BOB).get(0);
    assertThat(calendar.isComparedSince(others, calendar.want(others))).isTrue();
    assertThat(calendar.onDoubt(others, 1)).isFalse();
  }

  @Test
  void aPeerThatCanNotBeReachedIsNotAsked() {
    calendar.onRing(ring(3, "ann", "bob", "cat"), 0, dice);
    calendar.onPeers(Set.of(BOB));
    calendar.want(0);
    assertThat(drain(0)).extracting(Pair::peer).containsOnly(BOB);
    calendar.onPeers(Set.of(CAT));
    assertThat(drain(0)).contains(new Pair(0, CAT)).extracting(Pair::peer).containsOnly(CAT);
  }

  @Test
  void aPeerThatIsBackIsComparedAtOnceByTheEarlierOfTheTwo() {
    Ring ring = ring(3, "ann", "bob", "cat");
    calendar.onRing(ring, 0, dice);
    Calendar bobs = new Calendar(BOB, PACE);
    bobs.onRing(ring, 0, dice);
    calendar.onPeers(Set.of(BOB));
    bobs.onPeers(Set.of(ANN));
    List<Integer> byAnn = drain(calendar, 0).stream().map(Pair::partition).toList();
    List<Integer> byBob = drain(bobs, 0).stream().map(Pair::partition).toList();
    assertThat(byAnn).doesNotContainAnyElementsOf(byBob);
    assertThat(byAnn.size() + byBob.size()).isEqualTo(8);
  }

  @Test
  void aSessionThatFailsIsTriedAgainLaterEachTime() {
    calendar.onRing(ring(2, "ann", "bob"), 0, dice);
    calendar.onPeers(Set.of(BOB));
    finishAll(0);
    calendar.want(0);
    long now = 0;
    List<Long> tries = new ArrayList<>();
    while (tries.size() < 6) {
      for (Begin begin : calendar.begin(now)) {
        tries.add(now);
        calendar.onEnded(begin.pair(), outcome(Ending.NO_ANSWER, 0), now, dice);
      }
      now += 100;
    }
    assertThat(tries.get(1) - tries.get(0)).isBetween(500L, 1_600L);
    assertThat(tries.get(5) - tries.get(4)).isGreaterThanOrEqualTo(8_000L);
  }

  @Test
  void keysWithMoreReplicasThanTheRingSaysBringMorePairs() {
    Ring ring = ring(2, "ann", "bob", "cat");
    calendar.onRing(ring, 0, dice);
    calendar.onPeers(Set.of(BOB, CAT));
    assertThat(calendar.primaryPartitions()).hasSizeLessThan(8);
    Pair first = calendar.begin(0).get(0).pair();
    calendar.onEnded(first, outcome(Ending.COMPLETE, 3), 0, dice);
    assertThat(calendar.primaryPartitions()).hasSize(8);
    assertThat(drain(0)).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void aPartitionGainedByAChangeOfTheRingIsSaidToBe() {
    assertThat(calendar.onRing(ring(1, "ann", "bob"), 0, dice)).isEmpty();
    Set<Integer> before = Set.copyOf(calendar.primaryPartitions());
    var gained = calendar.onRing(ring(1, "ann"), 0, dice);
    assertThat(gained).hasSize(8 - before.size()).doesNotContainAnyElementsOf(before);
  }

  @Test
  void onlyKeysOfWhichBothArePrimariesAreCompared() {
    calendar.onRing(ring(3, "ann", "bob", "cat"), 0, dice);
    calendar.onPeers(Set.of(BOB, CAT));
    for (int p = 0; p < 8; p++) calendar.want(p);
    List<NodeId> order = ring(3, "ann", "bob", "cat").preferenceList(0);
    for (Begin begin : calendar.begin(0)) {
      if (begin.pair().partition() != 0) continue;
      int later = Math.max(order.indexOf(ANN), order.indexOf(begin.pair().peer()));
      assertThat(begin.leastReplicas()).isEqualTo(later + 1);
    }
  }

  private void finishAll(long now) {
    drain(now);
  }

  private List<Pair> drain(long now) {
    return drain(calendar, now);
  }

  /** Holds sessions until none is due, all of them with success. */
  private List<Pair> drain(Calendar calendar, long now) {
    List<Pair> held = new ArrayList<>();
    List<Begin> begun = calendar.begin(now);
    while (!begun.isEmpty()) {
      for (Begin begin : begun) {
        held.add(begin.pair());
        calendar.onEnded(begin.pair(), outcome(Ending.COMPLETE, 0), now, dice);
      }
      begun = calendar.begin(now);
    }
    return held;
  }

  static Outcome outcome(Ending ending, int mostReplicas) {
    return new Outcome(ending, false, mostReplicas, 0, 0, 0, 0, 0, 0);
  }
}

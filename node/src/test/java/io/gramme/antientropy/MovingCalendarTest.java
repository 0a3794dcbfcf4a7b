package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.Calendar.Begin;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ann and bob keep everything twice; cat joins, and gains some partitions. */
class MovingCalendarTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Calendar.Pace PACE =
      new Calendar.Pace(Duration.ofHours(1), 100, Duration.ofSeconds(1));

  private static final Ring BEFORE = Ring.of(RingVersion.first(members("ann", "bob"), 8, 2));
  private static final Ring AFTER =
      Ring.of(BEFORE.version().next(ANN, 1, members("ann", "bob", "cat"), BEFORE.progress()));

  /** One that cat gains. */
  private static final int MOVING =
      Stream.iterate(0, p -> p + 1)
          .filter(p -> AFTER.gaining(p).contains(CAT))
          .findFirst()
          .orElseThrow();

  private final Random dice = new Random(1);

  @Test
  void whoIsYetToBeHandedAPartitionIsLeftAloneByThoseWhoKeepIt() {
    Calendar calendar = new Calendar(ANN, PACE);
    calendar.onRing(BEFORE, 0, dice);
    calendar.onPeers(Set.of(BOB, CAT));
    assertThat(calendar.onRing(AFTER, 0, dice)).isEmpty();
    assertThat(peersBegun(calendar, 2 * HOUR)).doesNotContain(CAT);

    calendar.onRing(ready(AFTER), 0, dice);
    assertThat(peersBegun(calendar, 0)).contains(CAT);
  }

  @Test
  void whoIsYetToBeHandedAPartitionDoubtsItAndComparesItOnlyWhenAsked() {
    Calendar calendar = new Calendar(CAT, PACE);
    SortedSet<Integer> gained = calendar.onRing(AFTER, 0, dice);
    assertThat(gained).contains(MOVING).isEqualTo(calendar.primaryPartitions());
    calendar.onPeers(Set.of(ANN, BOB));
    assertThat(calendar.onDoubt(MOVING, 1)).isFalse();
    assertThat(calendar.begin(2 * HOUR)).isEmpty();

    long since = calendar.want(MOVING);
    List<Begin> begun = calendar.begin(0);
    assertThat(begun)
        .extracting(Begin::pair)
        .containsExactlyInAnyOrder(new Pair(MOVING, ANN), new Pair(MOVING, BOB));
    calendar.onEnded(begun.get(0).pair(), complete(), 0, dice);
    assertThat(calendar.isComparedSince(MOVING, since)).isFalse();
    calendar.onEnded(begun.get(1).pair(), complete(), 0, dice);
    assertThat(calendar.isComparedSince(MOVING, since)).isTrue();
    assertThat(calendar.onDoubt(MOVING, 1)).isTrue();
  }

  /** Else the one who is slower waits for a comparison that nobody begins. */
  @Test
  void ofTwoWhoGainAPartitionTheSlowerIsComparedWithTheOneThatWasReadyInTheMeantime() {
    NodeId dan = new NodeId("dan");
    Ring both =
        Ring.of(
            BEFORE.version().next(ANN, 1, members("ann", "bob", "cat", "dan"), BEFORE.progress()));
    int moving =
        Stream.iterate(0, p -> p + 1)
            .filter(p -> both.gaining(p).containsAll(Set.of(CAT, dan)))
            .findFirst()
            .orElseThrow();
    Calendar calendar = new Calendar(CAT, PACE);
    calendar.onRing(both, 0, dice);
    calendar.onPeers(Set.of(ANN, BOB, dan));
    long since = calendar.want(moving);
    calendar.begin(0).forEach(each -> calendar.onEnded(each.pair(), complete(), 0, dice));
    assertThat(calendar.isComparedSince(moving, since)).isTrue();

    calendar.onRing(both.with(both.progress().with(moving, dan, Mark.READY)), 0, dice);
    assertThat(calendar.isComparedSince(moving, since)).isFalse();
    calendar.begin(0).forEach(each -> calendar.onEnded(each.pair(), complete(), 0, dice));
    assertThat(calendar.isComparedSince(moving, since)).isTrue();
  }

  @Test
  void whoWasHandedAPartitionBeforeARestartDoubtsItNoMore() {
    Calendar calendar = new Calendar(CAT, PACE);
    assertThat(calendar.onRing(ready(AFTER), 0, dice)).isEmpty();
  }

  @Test
  void whoKeepsAPartitionNoLongerIsStillComparedWithUntilItHasSettled() {
    NodeId leaver =
        BEFORE.preferenceList(MOVING).stream()
            .filter(node -> AFTER.targetList(MOVING).indexOf(node) >= 2)
            .findFirst()
            .orElseThrow();
    Calendar calendar = new Calendar(leaver, PACE);
    calendar.onRing(AFTER, 0, dice);
    assertThat(calendar.primaryPartitions()).contains(MOVING);
    calendar.onRing(marked(AFTER, Mark.COMPLETE), 0, dice);
    assertThat(calendar.primaryPartitions()).doesNotContain(MOVING);
  }

  private List<NodeId> peersBegun(Calendar calendar, long millis) {
    List<NodeId> peers = new ArrayList<>();
    for (Begin begin : calendar.begin(millis)) {
      peers.add(begin.pair().peer());
      calendar.onEnded(begin.pair(), complete(), millis, dice);
    }
    return peers;
  }

  private static Ring ready(Ring ring) {
    return marked(ring, Mark.READY);
  }

  private static Ring marked(Ring ring, Mark mark) {
    Progress progress = ring.progress();
    for (int p = 0; p < ring.partitions(); p++) {
      for (NodeId node : ring.gaining(p)) progress = progress.with(p, node, mark);
    }
    return ring.with(progress);
  }

  private static Outcome complete() {
    return Ledger.EMPTY.ended(Ending.COMPLETE, 0);
  }

  private static List<Member> members(String... names) {
    return Stream.of(names).map(NodeId::new).map(Member::of).toList();
  }
}

package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.transfer.TransfersView.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ann kept everything alone; bob joins. */
class ShedPlanTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final RingVersion ALONE = RingVersion.first(members("ann"), 8, 1);
  private static final Ring MOVING =
      Ring.of(ALONE.next(ANN, 1, members("ann", "bob"), Progress.none(ALONE.id())));

  private final ShedPlan plan = new ShedPlan(1_000);

  @Test
  void nothingIsLookedAtBeforeItHasSettled() {
    plan.onRing(MOVING, ANN);
    assertThat(plan.next(0)).isEmpty();
    int first = MOVING.partitionsOf(BOB).get(0);
    plan.onRing(MOVING.with(MOVING.progress().with(first, BOB, Mark.COMPLETE)), ANN);
    assertThat(plan.next(0)).hasValue(first);
  }

  @Test
  void whatBobKeepsNowIsLookedAtAndWhatAnnIsTheFirstToKeepIsNot() {
    plan.onRing(settled(), ANN);
    List<Integer> seen = new ArrayList<>();
    for (OptionalInt next = plan.next(0); next.isPresent(); next = plan.next(0)) {
      seen.add(next.getAsInt());
      plan.onLooked(next.getAsInt(), false, "", 0);
    }
    assertThat(seen).containsExactlyElementsOf(MOVING.partitionsOf(BOB));
    assertThat(plan.view(7)).isEqualTo(new Outgoing(0, 0, 7, ""));
    assertThat(plan.next(600_000)).isPresent();
  }

  @Test
  void whereSomethingIsLeftItIsTriedAgainLaterAndLater() {
    plan.onRing(settled(), ANN);
    int partition = plan.next(0).getAsInt();
    plan.onLooked(partition, true, "bob is away", 0);
    assertThat(plan.view(0).unfinished()).isEqualTo(1);
    assertThat(plan.view(0).trouble()).isEqualTo("bob is away");
    MOVING.partitionsOf(BOB).stream()
        .filter(other -> other != partition)
        .forEach(other -> plan.onLooked(other, false, "", 0));
    assertThat(plan.next(1_999)).isEmpty();
    assertThat(plan.next(2_000)).hasValue(partition);
    plan.onLooked(partition, true, "bob is away", 2_000);
    assertThat(plan.next(5_999)).isEmpty();
    assertThat(plan.next(6_000)).hasValue(partition);
  }

  private static Ring settled() {
    Progress progress = MOVING.progress();
    for (int partition : MOVING.partitionsOf(BOB))
      progress = progress.with(partition, BOB, Mark.COMPLETE);
    return MOVING.with(progress);
  }

  private static List<Member> members(String... names) {
    return Stream.of(names).map(NodeId::new).map(Member::of).toList();
  }
}

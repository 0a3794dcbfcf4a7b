package io.gramme.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.handoff.HintRules.Recipient;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.RecordRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ann leaves bob and cat, who keep everything twice from then on. */
class MovingHintsTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final Key CART = Key.of("carts", "ann");
  private static final HintRules RULES =
      new HintRules(
          new HintSettings(
              1 << 20, Duration.ofHours(3), Duration.ZERO, 4, 1_000, Duration.ofSeconds(1)),
          new RecordRules(20, 100, 10_000));
  private static final Hint HINT =
      new Hint(LocalRecord.NONE.on(new Terms(2, Reconciliation.KEEP_SIBLINGS)), 0);

  private static final RingVersion BEFORE = RingVersion.first(members("ann", "bob", "cat"), 8, 2);
  private static final Ring LEAVING =
      Ring.of(BEFORE.next(BOB, 1, members("bob", "cat"), Progress.none(BEFORE.id())));

  /** One that ann keeps until it has settled. */
  private static final int MOVING =
      Stream.iterate(0, p -> p + 1).filter(p -> LEAVING.rank(p, ANN) < 2).findFirst().orElseThrow();

  @Test
  void untilThePartitionHasSettledTheHintIsForWhoLeaves() {
    assertThat(recipient(LEAVING, Set.of(ANN, BOB, CAT))).contains(new Recipient(ANN, false));
    assertThat(recipient(LEAVING, Set.of(BOB, CAT))).isEmpty();
  }

  @Test
  void onceItHasSettledAnyKeeperGetsIt() {
    Ring settled = settled();
    assertThat(settled.participants()).doesNotContain(ANN);
    assertThat(recipient(settled, Set.of(ANN, CAT))).contains(new Recipient(CAT, false));
    assertThat(RULES.mayDeliver(ANN, 0, new Sight(settled, Set.of(CAT)), 1)).isTrue();
  }

  private static Optional<Recipient> recipient(Ring ring, Set<NodeId> reachable) {
    return RULES.recipient(ANN, new Place(MOVING, CART), HINT, new Sight(ring, reachable), 1);
  }

  private static Ring settled() {
    Progress progress = LEAVING.progress();
    for (int p = 0; p < LEAVING.partitions(); p++) {
      for (NodeId node : LEAVING.gaining(p)) progress = progress.with(p, node, Mark.COMPLETE);
    }
    return LEAVING.with(progress);
  }

  private static List<Member> members(String... names) {
    return Stream.of(names).map(NodeId::new).map(Member::of).toList();
  }
}

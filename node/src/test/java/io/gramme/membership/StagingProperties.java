package io.gramme.membership;

import static io.gramme.membership.Nodes.ALL;
import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.RingId;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StagingProperties {

  private static final RingId RING = new RingId("a".repeat(32));

  @Property(tries = 300)
  void stagingsMergeInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    Staging one = any(random, ANN);
    Staging other = any(random, BOB);
    Staging third = any(random, new NodeId("cat"));
    assertThat(one.merge(other)).isEqualTo(other.merge(one));
    assertThat(one.merge(other).merge(third)).isEqualTo(one.merge(other.merge(third)));
    assertThat(one.merge(one)).isEqualTo(one);
    assertThat(one.digest() == other.digest()).isEqualTo(one.equals(other));
  }

  /** Also where the clock of who withdraws runs behind. */
  @Property(tries = 100)
  void whatAnOperatorSeesIsWithdrawnAndWhatIsStagedAfterwardsIsNot(@ForAll long seed) {
    Random random = new Random(seed);
    Staging staging = any(random, ANN);
    Staging withdrawn = staging.withdrawn(random.nextInt(3), BOB);
    assertThat(withdrawn.changes()).isEmpty();
    assertThat(withdrawn.merge(staging).changes()).isEmpty();
    Staging anew = withdrawn.with(new Change.Leave(ANN), 0, ANN);
    assertThat(anew.merge(staging).inOrder()).containsExactly(new Change.Leave(ANN));
  }

  @Example
  void theLastWordAboutANodeHolds() {
    Staging staging =
        Staging.none(RING)
            .with(new Change.Leave(BOB), 5, ANN)
            .with(new Change.Capacity(BOB, 200), 3, ANN);
    assertThat(staging.inOrder()).containsExactly(new Change.Capacity(BOB, 200));
  }

  private static Staging any(Random random, NodeId author) {
    Staging staging = Staging.none(RING);
    for (int i = random.nextInt(5); i > 0; i--) {
      NodeId about = ALL.get(random.nextInt(3));
      staging =
          random.nextInt(4) == 0
              ? staging.withdrawn(random.nextInt(9), author)
              : staging.with(
                  new Change.Capacity(about, 1 + random.nextInt(9)), random.nextInt(9), author);
    }
    return staging;
  }
}

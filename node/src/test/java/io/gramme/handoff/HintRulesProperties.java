package io.gramme.handoff;

import static io.gramme.handoff.DeliverySimulation.RING;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.handoff.HintRules.Decision;
import io.gramme.handoff.HintRules.Recipient;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.RecordRules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class HintRulesProperties {

  private static final long MAX_AGE = 1_000;
  private static final Key CART = Key.of("carts", "ann");
  private static final HintRules RULES =
      new HintRules(
          new HintSettings(
              1 << 20, Duration.ofMillis(MAX_AGE), Duration.ZERO, 4, 1_000, Duration.ofSeconds(1)),
          new RecordRules(20, 100, 10_000));

  @Property
  void whoeverGetsAHintIsAPrimaryAndTheHomeIsOwedWhateverGoesElsewhereForItsAge(
      @ForAll("nodes") NodeId home,
      @ForAll("someNodes") Set<NodeId> reachable,
      @ForAll @IntRange(max = 15) int partition,
      @ForAll @IntRange(min = 1, max = 5) int replicas,
      @ForAll @LongRange(max = 2 * MAX_AGE) long age) {
    Hint hint = hint(new Terms(replicas, Reconciliation.KEEP_SIBLINGS), 0, Siblings.NONE);
    Optional<Recipient> found =
        RULES.recipient(home, new Place(partition, CART), hint, new Sight(RING, reachable), age);
    boolean isAtHome = RING.isPrimary(home, partition, replicas);
    Set<NodeId> could = new HashSet<>(reachable);
    could.removeIf(node -> !RING.isPrimary(node, partition, replicas));
    boolean mayGoElsewhere = !isAtHome || age > MAX_AGE;
    assertThat(found.isPresent())
        .isEqualTo(could.contains(home) || mayGoElsewhere && !could.isEmpty());
    if (found.isEmpty()) return;
    NodeId to = found.get().node();
    assertThat(could).contains(to);
    assertThat(found.get().leavesDebt()).isEqualTo(isAtHome && !to.equals(home));
    if (could.contains(home)) assertThat(to).isEqualTo(home);
    boolean mayBeThere = RULES.mayDeliver(home, 0, new Sight(RING, reachable), age);
    assertThat(mayBeThere || RING.isMember(home)).isTrue();
    if (isAtHome) assertThat(mayBeThere).isTrue();
  }

  @Property
  void whatIsKeptHoldsAllThatEverCameAndIsAsOldAsTheOldest(
      @ForAll("manySiblings") List<Siblings> all, @ForAll @LongRange(max = 9) long later) {
    Hint hint = HintRules.nothing(100);
    Siblings expected = Siblings.NONE;
    long now = 100;
    for (Siblings each : all) {
      Terms terms = new Terms(1 + each.size() % 3, Reconciliation.KEEP_SIBLINGS);
      hint = ((Decision.Store) RULES.keep(hint, each, terms, now)).hint();
      expected = expected.merge(each);
      now += later;
    }
    assertThat(hint.record().siblings()).isEqualTo(expected);
    assertThat(hint.sinceMillis()).isEqualTo(100);
  }

  @Property
  void aHintIsConfirmedIfAndOnlyIfNothingWasAddedToWhatWasSent(
      @ForAll("siblings") Siblings sent, @ForAll("siblings") Siblings added) {
    Terms terms = new Terms(3, Reconciliation.KEEP_SIBLINGS);
    Hint before = hint(terms, 0, sent);
    Hint now = ((Decision.Store) RULES.keep(before, added, terms, 5)).hint();
    assertThat(HintRules.isConfirmed(before, now)).isEqualTo(sent.merge(added).equals(sent));
    Hint more =
        ((Decision.Store) RULES.keep(before, sent, new Terms(4, terms.reconciliation()), 5)).hint();
    assertThat(HintRules.isConfirmed(before, more)).isFalse();
  }

  @Property
  void whatADamagedHintHeldIsOwedToAMemberAndInEveryPartitionWhereNoneIsTold(
      @ForAll("nodes") NodeId home, @ForAll @IntRange(max = 40) int partition) {
    List<Range> told = HintRules.missing(DamagedHint.of(home, partition, CART), RING);
    assertThat(told).hasSize(partition < RING.partitions() ? 1 : RING.partitions());
    byte[] bytes = ("h" + home + "\0").getBytes();
    List<Range> any = HintRules.missing(new DamagedHint(home, Blob.wrap(bytes)), RING);
    assertThat(any).extracting(Range::partition).doesNotHaveDuplicates().hasSize(16);
    for (List<Range> each : List.of(told, any)) {
      assertThat(each).allMatch(range -> RING.isMember(range.home()));
      assertThat(each).allMatch(range -> range.home().equals(home) || !RING.isMember(home));
    }
    if (partition < RING.partitions())
      assertThat(told).extracting(Range::partition).containsExactly(partition);
  }

  private static Hint hint(Terms terms, long sinceMillis, Siblings siblings) {
    return new Hint(LocalRecord.NONE.merge(siblings).on(terms), sinceMillis);
  }

  /** Members, and one who is none. */
  @Provide
  Arbitrary<NodeId> nodes() {
    return Arbitraries.of("ann", "bob", "cat", "dan", "eve").map(NodeId::new);
  }

  @Provide
  Arbitrary<Set<NodeId>> someNodes() {
    return nodes().set().ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<Siblings>> manySiblings() {
    return siblings().list().ofMinSize(1).ofMaxSize(5);
  }

  /** A few that nobody had seen when writing another. */
  @Provide
  Arbitrary<Siblings> siblings() {
    return Combinators.combine(Arbitraries.longs().between(1, 4), Arbitraries.longs().between(1, 2))
        .as(HintRulesProperties::version)
        .list()
        .ofMaxSize(3)
        .map(
            versions -> versions.stream().map(Siblings::of).reduce(Siblings.NONE, Siblings::merge));
  }

  private static Version version(long actor, long counter) {
    return new Version(
        new Dot(actor, counter),
        new HybridTime(actor),
        VersionVector.EMPTY,
        Value.text(actor + " " + counter));
  }
}

package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.buckets.BucketProperties;
import io.gramme.causality.Context;
import io.gramme.causality.Reconciliation;
import io.gramme.coordination.Keepers;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.Refusal;
import io.gramme.coordination.WritePlan;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Quorum;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Need;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.service.ReadOptions.Flag;
import io.gramme.service.WriteOptions.SyncOnWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequestPlannerTest {

  private static final Key CART = Key.of("carts", "ann");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ReadOptions READ = ReadOptions.defaults(SECOND);
  private static final WriteOptions WRITE = WriteOptions.defaults(SECOND);
  private static final Ring FIVE = ring("ann", "bob", "cat", "dan", "eve");
  private static final Ring ONE = ring("ann");

  @Test
  void whatTheRequestLeavesOpenIsTheBuckets() {
    ReadPlan plan = read(FIVE, Map.of("r", "all", "pr", 1, "notfound_ok", false), READ);
    assertThat(plan.needs())
        .containsExactly(new Need(Requirement.R, 3), new Need(Requirement.PR, 1));
    assertThat(plan.notfoundOk()).isFalse();
    assertThat(plan.basicQuorum()).isFalse();
  }

  @Test
  void theRequestHasTheLastWord() {
    ReadOptions options =
        new ReadOptions(Quorum.ONE, Quorum.of(0), Quorum.of(2), Flag.TRUE, Flag.TRUE, SECOND);
    ReadPlan plan = read(FIVE, Map.of("r", "all", "pr", 1, "notfound_ok", false), options);
    assertThat(plan.needs())
        .containsExactly(new Need(Requirement.R, 1), new Need(Requirement.NODE_CONFIRMS, 2));
    assertThat(plan.notfoundOk()).isTrue();
    assertThat(plan.basicQuorum()).isTrue();
  }

  @Test
  void asksTheFirstNOfThePreferenceList() {
    int partition = FIVE.partitionOf(CART);
    ReadPlan plan = read(FIVE, Map.of("n_val", 4), READ);
    assertThat(plan.partition()).isEqualTo(partition);
    assertThat(plan.primaries()).isEqualTo(FIVE.preferenceList(partition).subList(0, 4));
    assertThat(plan.fallbacks()).isEqualTo(FIVE.preferenceList(partition).subList(4, 5));
    assertThat(plan.needs()).containsExactly(new Need(Requirement.R, 3));
  }

  @Test
  void whoIsNoPrimaryMayStandIn() {
    List<NodeId> preference = FIVE.preferenceList(FIVE.partitionOf(CART));
    assertThat(read(FIVE, Map.of(), READ).fallbacks()).isEqualTo(preference.subList(3, 5));
    assertThat(write(FIVE, Map.of(), WRITE).fallbacks()).isEqualTo(preference.subList(3, 5));
    assertThat(write(ONE, Map.of(), WRITE).fallbacks()).isEmpty();
  }

  @Test
  void nobodyStandsInWhereTheBucketIsStrict() {
    Map<String, Object> strict = Map.of("gramme_strict_quorum", true);
    assertThat(read(FIVE, strict, READ).fallbacks()).isEmpty();
    assertThat(write(FIVE, strict, WRITE).fallbacks()).isEmpty();
    assertThat(write(FIVE, strict, WRITE).primaries()).hasSize(3);
  }

  @Test
  void inASmallRingWordsMeanWhatTheRingCanGive() {
    ReadOptions all =
        new ReadOptions(
            Quorum.ALL, Quorum.QUORUM, Quorum.DEFAULT, Flag.DEFAULT, Flag.DEFAULT, SECOND);
    ReadPlan plan = read(ONE, Map.of(), all);
    assertThat(plan.primaries()).hasSize(1);
    assertThat(plan.needs())
        .containsExactly(new Need(Requirement.R, 1), new Need(Requirement.PR, 1));
  }

  @Test
  void inASmallRingANumberMeansItself() {
    assertThat(read(ONE, Map.of("r", 3), READ).needs()).containsExactly(new Need(Requirement.R, 3));
  }

  @Test
  void aQuorumBeyondNIsTheClientsMistakeInARingOfAnySize() {
    for (Ring ring : List.of(ONE, FIVE)) {
      RequestPlanner planner = planner(ring, Map.of());
      assertThat(planner.read(CART, reading(Quorum.of(4))))
          .isEqualTo(new RequestPlanner.Impossible<>(new Refusal.QuorumExceedsReplicas(3)));
      for (WriteOptions options :
          List.of(
              writing(Quorum.of(4), Quorum.DEFAULT, SyncOnWrite.DEFAULT),
              writing(Quorum.DEFAULT, Quorum.of(4), SyncOnWrite.DEFAULT))) {
        assertThat(planner.write(CART, Context.BLIND, Value.text("x"), options))
            .isEqualTo(new RequestPlanner.Impossible<>(new Refusal.QuorumExceedsReplicas(3)));
      }
    }
  }

  @Test
  void aReadHearsAtLeastOneReplica() {
    assertThat(read(FIVE, Map.of("r", 0), READ).needs())
        .containsExactly(new Need(Requirement.R, 1));
    assertThat(read(FIVE, Map.of(), reading(Quorum.of(0))).needs())
        .containsExactly(new Need(Requirement.R, 1));
  }

  @Test
  void aWriteWantsWhatTheBucketWants() {
    WritePlan plan = write(FIVE, Map.of("pw", 1, "node_confirms", 2), WRITE);
    assertThat(plan.needs())
        .containsExactly(
            new Need(Requirement.W, 2),
            new Need(Requirement.PW, 1),
            new Need(Requirement.DW, 2),
            new Need(Requirement.NODE_CONFIRMS, 2));
    assertThat(plan.durability()).isEqualTo(Durability.OS);
    assertThat(plan.syncedReplicas()).isZero();
  }

  @Test
  void aRequestThatNamesADwHasThatManyReplicasSync() {
    WritePlan plan =
        write(FIVE, Map.of(), writing(Quorum.DEFAULT, Quorum.of(1), SyncOnWrite.DEFAULT));
    assertThat(plan.needs()).contains(new Need(Requirement.DW, 1));
    assertThat(plan.syncedReplicas()).isEqualTo(1);
    assertThat(plan.durability()).isEqualTo(Durability.OS);
  }

  @Test
  void aBufferedBucketPromisesNoDurableCopiesUnlessAsked() {
    Map<String, Object> buffered = Map.of("gramme_durability", "buffered");
    assertThat(write(FIVE, buffered, WRITE).needs()).containsExactly(new Need(Requirement.W, 2));
    WritePlan asked =
        write(FIVE, buffered, writing(Quorum.DEFAULT, Quorum.of(2), SyncOnWrite.DEFAULT));
    assertThat(asked.needs()).contains(new Need(Requirement.DW, 2));
    assertThat(asked.syncedReplicas()).isEqualTo(2);
    assertThat(asked.durability()).isEqualTo(Durability.BUFFERED);
  }

  @Test
  void syncOnWriteIsTheRequestsOrTheBuckets() {
    WriteOptions all = writing(Quorum.DEFAULT, Quorum.DEFAULT, SyncOnWrite.ALL);
    assertThat(write(FIVE, Map.of(), all).durability()).isEqualTo(Durability.SYNC);
    WriteOptions one = writing(Quorum.DEFAULT, Quorum.DEFAULT, SyncOnWrite.ONE);
    assertThat(write(FIVE, Map.of(), one).syncedReplicas()).isEqualTo(1);
    assertThat(write(FIVE, Map.of("sync_on_write", "one"), WRITE).syncedReplicas()).isEqualTo(1);
    assertThat(write(FIVE, Map.of("sync_on_write", "all"), WRITE).durability())
        .isEqualTo(Durability.SYNC);
    WriteOptions backend = writing(Quorum.DEFAULT, Quorum.DEFAULT, SyncOnWrite.BACKEND);
    assertThat(write(FIVE, Map.of("sync_on_write", "all"), backend).durability())
        .isEqualTo(Durability.OS);
    assertThat(write(FIVE, Map.of("sync_on_write", "sometimes"), WRITE).durability())
        .isEqualTo(Durability.OS);
  }

  @Test
  void siblingsStayWhereTheBucketKeepsThem() {
    assertThat(read(FIVE, Map.of("allow_mult", true), READ).terms().reconciliation())
        .isEqualTo(Reconciliation.KEEP_SIBLINGS);
    assertThat(write(FIVE, Map.of(), WRITE).terms().reconciliation())
        .isEqualTo(Reconciliation.LAST_WRITE_WINS);
  }

  @Test
  void whileAPartitionIsPendingTheOldReplicasCountAndTheNewOnesLearn() {
    Ring pending = moving();
    int partition = pending.partitionOf(CART);
    WritePlan plan = write(pending, Map.of(), WRITE);
    assertThat(plan.keepers().primaries())
        .isEqualTo(FIVE.preferenceList(FIVE.partitionOf(CART)).subList(0, 3));
    assertThat(plan.keepers().groups()).isEqualTo(Group.ofAll(3));
    assertThat(plan.keepers().learners())
        .isNotEmpty()
        .allMatch(pending.targetList(partition).subList(0, 3)::contains)
        .noneMatch(plan.primaries()::contains);
    assertThat(plan.keepers().stamp()).isEqualTo(pending.stamp(partition));
    assertThat(plan.fallbacks())
        .containsExactlyElementsOf(
            pending.preferenceList(partition).stream()
                .filter(node -> !plan.primaries().contains(node))
                .toList());
    assertThat(read(pending, Map.of(), READ).keepers()).isEqualTo(plan.keepers());
  }

  @Test
  void whenTheNewOnesAreReadyTheOldAndTheNewMustEachAgree() {
    Ring joint = marked(moving(), Mark.READY);
    int partition = joint.partitionOf(CART);
    WritePlan plan = write(joint, Map.of(), WRITE);
    assertThat(plan.keepers().learners()).isEmpty();
    assertThat(plan.primaries()).isEqualTo(joint.keepers(partition, 3));
    assertThat(plan.keepers().groups())
        .map(group -> group.seats().stream().map(plan.primaries()::get).toList())
        .containsExactly(
            joint.originList(partition).subList(0, 3), joint.targetList(partition).subList(0, 3));
    assertThat(plan.fallbacks()).doesNotContainAnyElementsOf(plan.primaries());
    assertThat(plan.needs()).startsWith(new Need(Requirement.W, 2));
    assertThat(plan.keepers().stamp()).isEqualTo(joint.stamp(partition));
  }

  @Test
  void onceSettledTheNewOnesAreAllThereIs() {
    Ring settled = marked(moving(), Mark.COMPLETE);
    int partition = settled.partitionOf(CART);
    WritePlan plan = write(settled, Map.of(), WRITE);
    assertThat(plan.primaries()).isEqualTo(settled.targetList(partition).subList(0, 3));
    assertThat(plan.keepers().groups()).isEqualTo(Group.ofAll(3));
    assertThat(plan.keepers().learners()).isEmpty();
    assertThat(plan.keepers().stamp())
        .isGreaterThan(write(marked(moving(), Mark.READY), Map.of(), WRITE).keepers().stamp());
  }

  /** One group, though the partition moves for keys of more replicas. */
  @Test
  void aKeyOfWhichNoReplicaMovesIsKeptByOneGroup() {
    Ring joint = marked(moving(), Mark.READY);
    WritePlan plan = write(joint, Map.of("n_val", 6), WRITE);
    assertThat(plan.keepers().groups()).isNotEqualTo(Group.ofAll(6));
    Ring same = marked(moved("ann", "bob", "cat"), Mark.READY);
    Keepers all = Keepers.of(same, same.partitionOf(CART), 3);
    assertThat(all.groups()).isEqualTo(Group.ofAll(3));
  }

  /** Until the new nodes have what there is, nobody can promise more copies than there were. */
  @Test
  void aRingThatGrowsFromOneNodeMeansOneReplicaByAllUntilTheOthersAreReady() {
    Ring growing = next(ONE, "ann", "bob", "cat");
    ReadOptions all =
        new ReadOptions(
            Quorum.ALL, Quorum.DEFAULT, Quorum.DEFAULT, Flag.DEFAULT, Flag.DEFAULT, SECOND);
    assertThat(read(growing, Map.of(), all).needs()).containsExactly(new Need(Requirement.R, 1));
    assertThat(read(growing, Map.of(), READ).keepers().learners()).hasSize(2);
    Ring joint = marked(growing, Mark.READY);
    assertThat(read(joint, Map.of(), all).needs()).containsExactly(new Need(Requirement.R, 3));
    assertThat(read(joint, Map.of(), READ).keepers().groups()).hasSize(2);
  }

  @Test
  void primariesInTheSameZoneAreNear() {
    List<Member> members =
        Stream.of("ann", "bob", "cat", "dan", "eve", "fay")
            .map(id -> new Member(new NodeId(id), 100, id.compareTo("cat") > 0 ? "east" : "west"))
            .toList();
    Ring zones = Ring.of(RingVersion.first(members, 16, 3));
    WritePlan plan = write(zones, Map.of(), WRITE);
    RequestPlanner planner = planner(zones, Map.of());
    Set<NodeId> west = planner.near(plan, new NodeId("ann"));
    Set<NodeId> east = planner.near(plan, new NodeId("fay"));
    assertThat(west).isNotEmpty().allMatch(node -> zones.zoneOf(node).equals("west"));
    assertThat(east).isNotEmpty().allMatch(node -> zones.zoneOf(node).equals("east"));
    assertThat(plan.primaries()).hasSize(west.size() + east.size());
    assertThat(planner.near(plan, new NodeId("stranger"))).isEmpty();
    assertThat(planner(FIVE, Map.of()).near(write(FIVE, Map.of(), WRITE), new NodeId("ann")))
        .isEmpty();
  }

  /** Five nodes that become others, so that the cart's partition moves. */
  private static Ring moving() {
    return moved("dan", "eve", "fay", "gus", "hal");
  }

  private static Ring moved(String... ids) {
    return next(FIVE, ids);
  }

  private static Ring next(Ring ring, String... ids) {
    return Ring.of(
        ring.version().next(new NodeId("ann"), 1, members(ids), Progress.none(ring.id())));
  }

  private static Ring marked(Ring ring, Mark mark) {
    Progress progress = ring.progress();
    for (int p = 0; p < ring.partitions(); p++) {
      for (NodeId node : ring.gaining(p)) progress = progress.with(p, node, mark);
    }
    return ring.with(progress);
  }

  private static ReadPlan read(Ring ring, Map<String, Object> bucket, ReadOptions options) {
    var planned = planner(ring, bucket).read(CART, options);
    return ((RequestPlanner.Plan<ReadPlan>) planned).plan();
  }

  private static WritePlan write(Ring ring, Map<String, Object> bucket, WriteOptions options) {
    var planned = planner(ring, bucket).write(CART, Context.BLIND, Value.text("milk"), options);
    return ((RequestPlanner.Plan<WritePlan>) planned).plan();
  }

  private static RequestPlanner planner(Ring ring, Map<String, Object> bucket) {
    return new RequestPlanner(ring, BucketProperties.DEFAULT_TYPE.with(bucket));
  }

  private static ReadOptions reading(Quorum r) {
    return new ReadOptions(r, Quorum.DEFAULT, Quorum.DEFAULT, Flag.DEFAULT, Flag.DEFAULT, SECOND);
  }

  @Test
  void aLowerWLowersTheBucketsDurableWritesWithIt() {
    WritePlan one = write(FIVE, Map.of(), writing(Quorum.ONE, Quorum.DEFAULT, SyncOnWrite.DEFAULT));
    assertThat(one.needs())
        .containsExactly(new Need(Requirement.W, 1), new Need(Requirement.DW, 1));
  }

  private static WriteOptions writing(Quorum w, Quorum dw, SyncOnWrite sync) {
    return new WriteOptions(w, Quorum.DEFAULT, dw, Quorum.DEFAULT, sync, SECOND);
  }

  private static Ring ring(String... ids) {
    return Ring.of(RingVersion.first(members(ids), 16, 3));
  }

  private static List<Member> members(String... ids) {
    return Stream.of(ids).map(id -> Member.of(new NodeId(id))).toList();
  }
}

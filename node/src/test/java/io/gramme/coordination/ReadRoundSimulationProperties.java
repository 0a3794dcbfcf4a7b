package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.LocalRecord.Write;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whole reads against three to five replicas on a network that delays, drops and duplicates, with
 * nodes that fail and nodes that are lost, on one thread.
 */
class ReadRoundSimulationProperties {

  private static final Key CART = Key.of("carts", "ann");

  @Property
  void theClientIsAnsweredExactlyOnce(@ForAll long seed) {
    assertThat(new Network(seed).read().outcomes).hasSize(1);
  }

  @Property
  void aReadNeverReturnsLessOrMoreThanTheReplicasThatAnsweredKnew(@ForAll long seed) {
    Network network = new Network(seed).read();
    Siblings known = network.plan.terms().reconciliation().settle(network.heardBeforeReply);
    ReadOutcome outcome = network.outcomes.get(0);
    if (outcome instanceof ReadOutcome.Found found) {
      assertThat(found.siblings()).isEqualTo(known);
      assertThat(found.context().seen()).isEqualTo(known.seen());
    }
    if (outcome instanceof ReadOutcome.NotFound) assertThat(known.isEmpty()).isTrue();
  }

  @Property
  void aReplySpeaksForAsManyReplicasAsWereAskedFor(@ForAll long seed) {
    Network network = new Network(seed).read();
    if (network.outcomes.get(0) instanceof ReadOutcome.Found) {
      assertThat(network.countedBeforeReply).isGreaterThanOrEqualTo(network.required);
    }
  }

  @Property
  void repairLeavesEveryReplicaThatAnsweredEqual(@ForAll long seed) {
    Network network = new Network(seed).read();
    if (network.outcomes.get(0) instanceof ReadOutcome.Refused) return;
    Siblings all = network.plan.terms().reconciliation().settle(network.heard);
    for (NodeId answered : network.taken) {
      assertThat(network.disks.get(answered).siblings()).isEqualTo(all);
    }
  }

  @Property
  void nobodyIsRepairedWhoIsNotStale(@ForAll long seed) {
    assertThat(new Network(seed).read().uselessRepairs).isZero();
  }

  @Property
  void notFoundMeansWhatTheBucketSays(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int required,
      @ForAll boolean notfoundOk,
      @ForAll boolean basicQuorum) {
    Network network = new Network(seed, required, notfoundOk, basicQuorum).read();
    assertThat(network.outcomes.get(0).getClass()).isEqualTo(network.slowOutcome());
  }

  /**
   * One thread, one seed: the messages in flight are a list, and chance picks the next to arrive.
   */
  private static final class Network implements ReadRound.Shell {

    private final Random random;
    private final int required;
    private final ReadPlan plan;
    private final Set<NodeId> reachable = new HashSet<>();
    private final Map<NodeId, LocalRecord> disks = new HashMap<>();
    private final List<Supplier<Step<ReadRound, ReadRound.Effect>>> inFlight = new ArrayList<>();
    private final List<ReadOutcome> outcomes = new ArrayList<>();

    /** What was first heard of each replica: its siblings, or nothing for a failure. */
    private final Map<NodeId, Optional<Siblings>> first = new LinkedHashMap<>();

    private final List<Map<NodeId, Optional<Siblings>>> past = new ArrayList<>();
    private final Set<NodeId> taken = new HashSet<>();
    private Siblings heard = Siblings.NONE;
    private Siblings heardBeforeReply = Siblings.NONE;
    private long countedBeforeReply;
    private int uselessRepairs;
    private ReadRound round;

    Network(long seed) {
      this(new Random(seed), Optional.empty(), true, false);
    }

    Network(long seed, int required, boolean notfoundOk, boolean basicQuorum) {
      this(new Random(seed), Optional.of(required), notfoundOk, basicQuorum);
    }

    private Network(
        Random random, Optional<Integer> asked, boolean notfoundOk, boolean basicQuorum) {
      this.random = random;
      List<NodeId> replicas = new ArrayList<>();
      int count = 3 + random.nextInt(3);
      for (int i = 0; i < count; i++) replicas.add(new NodeId("n" + i));
      this.required = asked.orElseGet(() -> 1 + random.nextInt(count));
      this.plan =
          new ReadPlan(
              CART,
              7,
              replicas,
              List.of(new Need(Requirement.R, required)),
              new Terms(
                  3,
                  random.nextBoolean()
                      ? Reconciliation.KEEP_SIBLINGS
                      : Reconciliation.LAST_WRITE_WINS),
              asked.isEmpty() ? random.nextBoolean() : notfoundOk,
              asked.isEmpty() ? random.nextBoolean() : basicQuorum);
      live();
    }

    /** A few writes, some blind, that reach some replicas; often none at all. */
    private void live() {
      for (NodeId replica : plan.replicas()) {
        disks.put(replica, LocalRecord.NONE);
        if (random.nextInt(8) > 0) reachable.add(replica);
      }
      int events = random.nextInt(3) * random.nextInt(8);
      for (int i = 0; i < events; i++) {
        NodeId here = anyReplica();
        LocalRecord record = disks.get(here).merge(disks.get(anyReplica()).siblings());
        if (random.nextBoolean()) record = written(record, i + 1);
        if (plan.terms().reconciliation() == Reconciliation.LAST_WRITE_WINS)
          record = record.newestOnly();
        disks.put(here, record);
      }
    }

    private LocalRecord written(LocalRecord record, int number) {
      VersionVector seen = random.nextBoolean() ? VersionVector.EMPTY : record.siblings().seen();
      Write write = new Write(seen, Value.text("v" + number), HybridTime.ofMillis(number), 20);
      return record.write(write, 1, random::nextLong).record();
    }

    private NodeId anyReplica() {
      return plan.replicas().get(random.nextInt(plan.replicas().size()));
    }

    Network read() {
      for (NodeId replica : plan.replicas()) {
        if (!reachable.contains(replica)) first.put(replica, Optional.empty());
      }
      past.add(Map.copyOf(first));
      take(ReadRound.begin(plan, reachable));
      inFlight.add(() -> round.onDeadline());
      while (!inFlight.isEmpty()) take(inFlight.remove(random.nextInt(inFlight.size())).get());
      while (!(round instanceof ReadRound.Finished)) take(round.onDeadline());
      return this;
    }

    private void take(Step<ReadRound, ReadRound.Effect> step) {
      round = step.next();
      step.effects().forEach(effect -> effect.performOn(this));
    }

    @Override
    public void ask(NodeId replica) {
      int copies = random.nextInt(8) == 0 ? random.nextInt(3) : 1;
      for (int i = 0; i < copies; i++) inFlight.add(() -> answer(replica));
      if (random.nextInt(6) == 0) inFlight.add(() -> failure(replica));
      if (random.nextInt(6) == 0) inFlight.add(() -> answer(replica));
    }

    private Step<ReadRound, ReadRound.Effect> answer(NodeId replica) {
      Siblings found = disks.get(replica).siblings();
      if (!(round instanceof ReadRound.Finished) && !first.containsKey(replica)) {
        first.put(replica, Optional.of(found));
        heard = heard.merge(found);
        taken.add(replica);
        note();
      }
      return round.onAnswer(replica, found);
    }

    private Step<ReadRound, ReadRound.Effect> failure(NodeId replica) {
      if (first.putIfAbsent(replica, Optional.empty()) == null) note();
      return round.onFailure(replica);
    }

    private void note() {
      if (outcomes.isEmpty()) past.add(new LinkedHashMap<>(first));
    }

    @Override
    public void reply(ReadOutcome outcome) {
      heardBeforeReply = heard;
      countedBeforeReply = first.values().stream().filter(this::counts).count();
      outcomes.add(outcome);
    }

    private boolean counts(Optional<Siblings> answer) {
      return answer.isPresent() && (plan.notfoundOk() || !answer.get().isEmpty());
    }

    @Override
    public void repair(NodeId replica, Siblings siblings) {
      LocalRecord before = disks.get(replica);
      LocalRecord merged = before.merge(siblings);
      LocalRecord after =
          plan.terms().reconciliation() == Reconciliation.LAST_WRITE_WINS
              ? merged.newestOnly()
              : merged;
      if (after.equals(before)) uselessRepairs++;
      disks.put(replica, after);
    }

    /** What the client must hear, told from everything that was heard, moment by moment. */
    Class<? extends ReadOutcome> slowOutcome() {
      return past.stream()
          .map(this::decided)
          .flatMap(Optional::stream)
          .findFirst()
          .orElse(ReadOutcome.Refused.class);
    }

    private Optional<Class<? extends ReadOutcome>> decided(
        Map<NodeId, Optional<Siblings>> answers) {
      int replicas = plan.replicas().size();
      long failed = answers.values().stream().filter(Optional::isEmpty).count();
      long found =
          answers.values().stream().flatMap(Optional::stream).filter(it -> !it.isEmpty()).count();
      long nothing = answers.size() - failed - found;
      long good = plan.notfoundOk() ? found + nothing : found;
      if (good >= required)
        return Optional.of(found > 0 ? ReadOutcome.Found.class : ReadOutcome.NotFound.class);
      boolean outOfReach = good + replicas - answers.size() < required;
      boolean onlyNothing = failed == 0 && found == 0 && !plan.notfoundOk() && required <= replicas;
      if (outOfReach && !onlyNothing) return Optional.of(ReadOutcome.Refused.class);
      boolean enough = plan.basicQuorum() && nothing * 2 > replicas;
      boolean isNothing = !plan.notfoundOk() && found == 0 && (enough || nothing == replicas);
      return isNothing ? Optional.of(ReadOutcome.NotFound.class) : Optional.empty();
    }
  }
}

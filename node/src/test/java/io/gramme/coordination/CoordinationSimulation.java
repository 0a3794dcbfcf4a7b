package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One key on three to five nodes with real rounds and real records, on one thread and from one
 * seed: messages are dropped, doubled and overtake each other, replicas refuse, nodes stop and come
 * back with their disks but without their requests.
 */
final class CoordinationSimulation {

  static final Key CART = Key.of("carts", "ann");
  static final RecordRules RULES = new RecordRules(50, 20, 1 << 20);

  private static final int STEPS = 60;
  private static final Reason[] REFUSALS = {
    Reason.OVERLOADED, Reason.STALE, Reason.DISK_FULL, Reason.STORE_FAILED, Reason.RECORD_DAMAGED
  };

  /** A thing that happens at a node, if the node lives when its time has come. */
  private record Message(NodeId at, boolean isLocal, Runnable effect) {}

  /** One replica's disk, and which versions it has kept how durably. */
  static final class Replica {
    LocalRecord record = LocalRecord.NONE;
    final Map<Dot, Durability> kept = new HashMap<>();
    long clock;
  }

  final Random random;
  final List<NodeId> nodes = new ArrayList<>();
  final List<NodeId> replicas;
  final Map<NodeId, Replica> disks = new HashMap<>();
  final Map<NodeId, Set<NodeId>> reachable = new HashMap<>();
  final Reconciliation reconciliation;
  final int readQuorum;
  final int writeQuorum;
  final List<Version> acknowledged = new ArrayList<>();
  final List<SimulatedWrite> writes = new ArrayList<>();
  final List<SimulatedRead> reads = new ArrayList<>();
  final List<String> story = new ArrayList<>();

  private final Set<NodeId> down = new HashSet<>();
  private final List<Message> inFlight = new ArrayList<>();
  private final List<VersionVector> contexts = new ArrayList<>(List.of(VersionVector.EMPTY));

  CoordinationSimulation(long seed) {
    random = new Random(seed);
    int count = 3 + random.nextInt(3);
    for (String name : List.of("ann", "bob", "cat", "dan", "eve").subList(0, count)) {
      NodeId node = new NodeId(name);
      nodes.add(node);
      disks.put(node, new Replica());
    }
    for (NodeId node : nodes) reachable.put(node, new HashSet<>(nodes));
    replicas = List.copyOf(nodes.subList(0, 3 + random.nextInt(count - 2)));
    reconciliation =
        random.nextInt(3) == 0 ? Reconciliation.LAST_WRITE_WINS : Reconciliation.KEEP_SIBLINGS;
    writeQuorum = 1 + random.nextInt(replicas.size());
    readQuorum = replicas.size() + 1 - writeQuorum;
  }

  /** Lives a while, then lets everything that is still on its way arrive and every time run out. */
  CoordinationSimulation live() {
    for (int i = 0; i < STEPS; i++) {
      int chance = random.nextInt(20);
      if (chance < 3) write();
      else if (chance < 5) read();
      else if (chance == 5) stop(any(nodes));
      else if (chance == 6) comeBack(any(nodes));
      else if (chance == 7) changeOpinion(any(nodes), any(nodes));
      else deliverAny();
    }
    while (!inFlight.isEmpty()) deliverAny();
    List.copyOf(writes).forEach(SimulatedWrite::onDeadline);
    reads.forEach(SimulatedRead::onDeadline);
    return this;
  }

  private void write() {
    NodeId home = any(nodes);
    if (down.contains(home)) return;
    SimulatedWrite write = new SimulatedWrite(this, home, false, (outcome, version) -> {});
    writes.add(write);
    String fastest = random.nextInt(3) == 0 ? any(replicas).value() : "";
    write.begin(plan(), CoordinatorChoice.candidates(replicas, home, fastest, reachable.get(home)));
  }

  private void read() {
    NodeId home = any(nodes);
    if (down.contains(home)) return;
    ReadPlan plan =
        new ReadPlan(
            CART,
            7,
            replicas,
            List.of(new Need(Requirement.R, readQuorum)),
            terms(),
            random.nextBoolean(),
            false);
    SimulatedRead read = new SimulatedRead(this, home, plan);
    reads.add(read);
    read.begin();
  }

  private WritePlan plan() {
    List<Need> needs = new ArrayList<>(List.of(new Need(Requirement.W, writeQuorum)));
    if (random.nextInt(4) == 0) needs.add(new Need(Requirement.PW, anyCount()));
    if (random.nextInt(4) == 0) needs.add(new Need(Requirement.NODE_CONFIRMS, anyCount()));
    if (random.nextInt(3) == 0) needs.add(new Need(Requirement.DW, anyCount()));
    Payload payload =
        random.nextInt(6) == 0 ? new Tombstone() : Value.text("write " + writes.size());
    return new WritePlan(
        CART,
        7,
        replicas,
        any(contexts),
        payload,
        needs,
        terms(),
        any(List.of(Durability.values())),
        random.nextInt(3));
  }

  private int anyCount() {
    return 1 + random.nextInt(replicas.size());
  }

  private void stop(NodeId node) {
    if (down.size() + 1 == nodes.size() || !down.add(node)) return;
    story.add(node + " stops");
    writes.stream().filter(each -> each.home.equals(node)).forEach(SimulatedWrite::forget);
    reads.stream().filter(each -> each.home.equals(node)).forEach(SimulatedRead::forget);
    for (NodeId other : nodes) {
      if (random.nextBoolean()) changeOpinion(other, node);
    }
  }

  private void comeBack(NodeId node) {
    if (down.remove(node)) story.add(node + " is back");
    for (NodeId other : nodes) reachable.get(other).add(node);
  }

  /** Failure detection is local, and now and then wrong. */
  private void changeOpinion(NodeId of, NodeId about) {
    if (of.equals(about) || !reachable.get(of).remove(about)) return;
    story.add(of + " has lost " + about);
    List.copyOf(writes).stream().filter(it -> it.home.equals(of)).forEach(it -> it.onLost(about));
    reads.stream().filter(it -> it.home.equals(of)).forEach(it -> it.onLost(about));
  }

  /** Sends something to happen elsewhere; what stays within a node arrives once, if it lives. */
  void send(NodeId from, NodeId to, Runnable effect) {
    inFlight.add(new Message(to, from.equals(to), effect));
  }

  private void deliverAny() {
    if (inFlight.isEmpty()) return;
    Message next = inFlight.remove(random.nextInt(inFlight.size()));
    if (down.contains(next.at()) || !next.isLocal() && random.nextInt(10) == 0) return;
    next.effect().run();
    if (!next.isLocal() && random.nextInt(10) == 0) inFlight.add(next);
  }

  /** The replica's own decision about a change, as a vnode would take it. */
  void store(
      NodeId at,
      RecordRules.Change change,
      Durability durability,
      Consumer<LocalRecord> done,
      Consumer<Reason> refused) {
    if (change instanceof RecordRules.Change.Refuse refuse) {
      refused.accept(refuse.why());
    } else if (random.nextInt(10) == 0) {
      refused.accept(REFUSALS[random.nextInt(REFUSALS.length)]);
    } else {
      Replica replica = disks.get(at);
      replica.record = ((RecordRules.Change.Store) change).record();
      for (Version version : replica.record.siblings().versions()) {
        replica.kept.merge(version.dot(), durability, (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
      done.accept(replica.record);
    }
  }

  RecordRules.Change make(NodeId at, WritePlan plan) {
    Replica replica = disks.get(at);
    replica.clock += 1 + random.nextInt(5);
    return RULES.make(
        replica.record,
        plan.seen(),
        plan.payload(),
        plan.terms(),
        new RecordRules.Stamp(HybridTime.ofMillis(replica.clock), 1, random::nextLong));
  }

  RecordRules.Change merge(NodeId at, Siblings siblings) {
    return RULES.merge(disks.get(at).record, siblings, terms(), Occasion.WRITE);
  }

  void learn(VersionVector context) {
    contexts.add(context);
  }

  boolean holds(NodeId node, Version version) {
    return isIn(disks.get(node).record.siblings(), version);
  }

  private Terms terms() {
    return new Terms(replicas.size(), reconciliation);
  }

  /** Whether siblings have a version, or one that supersedes it by the bucket's rule. */
  boolean isIn(Siblings siblings, Version version) {
    Comparator<Version> byAge = Comparator.comparing(Version::time).thenComparing(Version::dot);
    return siblings.versions().stream()
        .anyMatch(
            held ->
                held.dot().equals(version.dot())
                    || held.supersedes(version)
                    || reconciliation == Reconciliation.LAST_WRITE_WINS
                        && byAge.compare(held, version) > 0);
  }

  void checkAcknowledged(WritePlan plan, Version version) {
    for (Need need : plan.needs()) {
      long count =
          replicas.stream()
              .filter(node -> holds(node, version))
              .filter(node -> need.requirement() != Requirement.DW || isDurable(node, plan, need))
              .count();
      assertThat(count).as("%s after %s", need, story).isGreaterThanOrEqualTo(need.required());
    }
  }

  /** What a replica kept first as one thing and then as another counts as the stronger. */
  private boolean isDurable(NodeId node, WritePlan plan, Need need) {
    Durability least =
        plan.syncedReplicas() > 0 && plan.syncedReplicas() >= need.required()
            ? Durability.SYNC
            : Durability.OS;
    return disks.get(node).kept.values().stream().anyMatch(kept -> kept.compareTo(least) >= 0);
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}

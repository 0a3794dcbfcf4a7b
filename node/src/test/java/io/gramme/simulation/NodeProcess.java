package io.gramme.simulation;

import io.gramme.causality.HybridClock;
import io.gramme.coordination.CoordinatorChoice;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.WriteOutcome;
import io.gramme.model.NodeId;
import io.gramme.vnode.RecordRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One life of a node, from its start to its end: everything that is lost when it is killed. */
final class NodeProcess {

  /** How long a node may be silent before another is asked in its place. */
  static final long PATIENCE_MILLIS = 300;

  static final long REPAIR_PATIENCE_MILLIS = 500;

  private static final long MOST_CLOCK_DRIFT_MILLIS = 60_000;

  /** Hears what a write came to, and which write it was, if that is known. */
  interface WriteAsker {
    void hear(WriteOutcome outcome, int number);
  }

  private final Machine machine;
  private final Cluster cluster;
  private final Dice dice;
  private final HybridClock clock;
  private final RecordRules rules;
  private final Replica replica;
  private final Sight sight;
  private final Trees trees;
  private final Hints hints;
  private final Comparisons comparisons;
  private final Reaper reaper;
  private final Set<ReadRequest> reads = new LinkedHashSet<>();
  private final Set<WriteRequest> writes = new LinkedHashSet<>();

  NodeProcess(Machine machine, Cluster cluster, Dice dice) {
    this.machine = machine;
    this.cluster = cluster;
    this.dice = dice;
    this.clock = new HybridClock(machine::wallMillis, MOST_CLOCK_DRIFT_MILLIS);
    this.rules = cluster.scenario().rules();
    this.replica = new Replica(this, rules);
    this.sight = new Sight(this);
    this.trees = new Trees(this);
    this.hints = new Hints(this);
    this.comparisons = new Comparisons(this);
    this.reaper = new Reaper(this);
  }

  void begin() {
    comparisons.begin();
    hints.begin();
    reaper.begin();
    sight.begin();
  }

  NodeId id() {
    return machine.id();
  }

  Machine machine() {
    return machine;
  }

  Cluster cluster() {
    return cluster;
  }

  Dice dice() {
    return dice;
  }

  HybridClock clock() {
    return clock;
  }

  RecordRules rules() {
    return rules;
  }

  Replica replica() {
    return replica;
  }

  Trees trees() {
    return trees;
  }

  Hints hints() {
    return hints;
  }

  Comparisons comparisons() {
    return comparisons;
  }

  /** As it was when asked: rounds keep it. */
  Set<NodeId> reachable() {
    return new TreeSet<>(sight.reachable());
  }

  Sight sight() {
    return sight;
  }

  KeyHistory oracleOf(Item item) {
    return cluster.oracle().of(item);
  }

  boolean has(PlantedFault fault) {
    return cluster.has(fault);
  }

  // What clients and other coordinators ask.

  void read(Item item, ReadPlan plan, long timeoutMillis, Consumer<ReadOutcome> asker) {
    ReadRequest read = new ReadRequest(this, item, plan.within(reachable()), asker);
    reads.add(read);
    read.begin(timeoutMillis);
  }

  void write(Order asked, String fastest, long timeoutMillis, WriteAsker asker) {
    Order order = new Order(asked.item(), asked.plan().within(reachable()), asked.seen());
    List<NodeId> candidates =
        CoordinatorChoice.candidates(order.plan(), id(), fastest, reachable());
    start(order, candidates, machine.wallMillis() + timeoutMillis, timeoutMillis, asker);
  }

  /** A forwarded write is coordinated here or nowhere. */
  void coordinate(Order order, long deadline, WriteAsker asker) {
    List<NodeId> candidates = order.plan().names(id()) ? List.of(id()) : List.of();
    long left = Math.max(1_000, Math.min(deadline - machine.wallMillis(), 600_000));
    start(order, candidates, deadline, left, asker);
  }

  private void start(
      Order order, List<NodeId> candidates, long deadline, long timeoutMillis, WriteAsker asker) {
    WriteRequest write = new WriteRequest(this, order, deadline, asker);
    writes.add(write);
    write.begin(candidates, timeoutMillis);
  }

  void ended(ReadRequest read) {
    reads.remove(read);
  }

  void ended(WriteRequest write) {
    writes.remove(write);
  }

  void onLost(NodeId node) {
    note(Trace.EVERYTHING, "has lost", node);
    new ArrayList<>(reads).forEach(read -> read.onLost(node));
    new ArrayList<>(writes).forEach(write -> write.onLost(node));
    onReachable();
  }

  void onFound(NodeId node) {
    note(Trace.EVERYTHING, "has found", node);
    onReachable();
  }

  private void onReachable() {
    comparisons.onReachable();
    hints.onReachable();
    reaper.onReachable();
  }

  // What this process does.

  /** Sends to whoever lives at a node when the message comes. */
  void tell(NodeId to, Consumer<NodeProcess> message) {
    cluster.network().send(id(), to, () -> cluster.machine(to).deliver(message));
  }

  /** Answers the process that asked, and no later one. */
  void answer(NodeProcess asker, Runnable message) {
    cluster.network().send(id(), asker.id(), () -> asker.machine.deliver(asker, message));
  }

  /** Lets something happen here later, if this process lives then. */
  void after(long millis, Runnable event) {
    cluster.timeline().after(millis, () -> machine.deliver(this, event));
  }

  void note(Item item, String what, Object... details) {
    note(item.number(), what, details);
  }

  void noteEverywhere(String what, Object... details) {
    note(Trace.EVERYTHING, what, details);
  }

  private void note(int item, String what, Object... details) {
    Object[] all = new Object[details.length + 1];
    all[0] = id();
    System.arraycopy(details, 0, all, 1, details.length);
    cluster.trace().note(item, what, all);
  }
}

package io.gramme.coordination;

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
import io.gramme.model.Value;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.ring.Stage;
import io.gramme.vnode.Fences;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * One key while its partition moves, with real rounds, rings, fences and records, on one thread and
 * from one seed: nodes hear late how far the hand-over has come, so coordinators of all stages work
 * side by side; messages overtake each other and arrive long after the stage they were sent in;
 * nodes restart with their disks; and whoever keeps the key no longer drops it.
 *
 * <p>Where quorums are strict, messages are lost and doubled too, and rounds run out of patience.
 * Where stand-ins may count, nothing is lost and nobody is silent: a stand-in counts as in a ring
 * that does not move, which is not the claim here; one that takes the place of a replica that
 * refuses would break it.
 */
final class HandoverSimulation {

  /** What is done wrong, to see that the simulation would notice. */
  enum Fault {
    NONE,
    /** The new replicas are complete without fencing the old ones. */
    NO_FENCE,
    /** The new replicas are complete without having compared anything once the old are fenced. */
    NO_COMPARISON
  }

  static final Key CART = Key.of("carts", "ann");
  static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  static final RecordRules RULES = new RecordRules(500, 200, 1 << 20);

  private static final List<String> NAMES = List.of("ann", "bob", "cat", "dan", "eve", "fay");
  private static final int STEPS = 150;
  private static final int MOST_ROUNDS = 50;

  /** A thing that happens at a node, if it has not restarted when that ends with the process. */
  private record Message(Node at, boolean isLocal, int life, int notBefore, Runnable effect) {}

  /** A change of membership; dealing partitions takes longer than all the rest. */
  private record Change(Ring before, Ring after) {

    private static final List<Change> SOME =
        LongStream.range(0, 40).mapToObj(seed -> Change.of(new Random(seed))).toList();

    /** Of one node by another, or of any by any. */
    static Change of(Random random) {
      boolean isSmall = random.nextBoolean();
      List<Member> old = any(random, 3 + random.nextInt(2));
      List<Member> members = new ArrayList<>(any(random, 3 + random.nextInt(3)));
      if (isSmall) {
        members = new ArrayList<>(any(random, NAMES.size()));
        members.removeAll(old);
        members.subList(1, members.size()).clear();
        members.addAll(old.subList(1, old.size()));
      }
      RingVersion first = RingVersion.first(old, 8, 3);
      RingVersion next = first.next(first.author(), 1, members, Progress.none(first.id()));
      return new Change(Ring.of(first), Ring.of(next));
    }

    private static List<Member> any(Random random, int count) {
      List<String> names = new ArrayList<>(NAMES);
      Collections.shuffle(names, random);
      return names.subList(0, count).stream().map(id -> Member.of(new NodeId(id))).toList();
    }
  }

  /** A node: its disk, its view of the ring, and what lives as long as its process. */
  static final class Node {
    final NodeId id;
    Ring ring;
    Fences fences = new Fences();
    LocalRecord record = LocalRecord.NONE;
    Siblings hints = Siblings.NONE;
    Optional<SimulatedHandover> handover = Optional.empty();
    boolean knows = true;
    int life;
    private long clock;

    /** The step from which on it hears nothing of the ring. */
    private int deafFrom;

    Node(NodeId id, Ring ring) {
      this.id = id;
      this.ring = ring;
    }
  }

  final Random random;
  final Fault fault;
  final int partition;
  final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  final List<Version> acknowledged = new ArrayList<>();
  final List<String> stale = new ArrayList<>();
  final List<MovingWrite> writes = new ArrayList<>();
  final List<MovingRead> reads = new ArrayList<>();

  private final boolean isStrict;
  private final int writeQuorum;

  private final List<Message> inFlight = new ArrayList<>();
  private final List<VersionVector> contexts = new ArrayList<>(List.of(VersionVector.EMPTY));
  private final Ring before;
  private final Ring after;
  private boolean isCalm;
  private int now;

  HandoverSimulation(long seed, Fault fault) {
    random = new Random(seed);
    this.fault = fault;
    isStrict = random.nextBoolean();
    writeQuorum = 1 + random.nextInt(3);
    Change change = Change.SOME.get(random.nextInt(Change.SOME.size()));
    before = change.before();
    after = change.after();
    partition = anyMovingPartition();
    for (String name : NAMES) {
      Node node = new Node(new NodeId(name), before);
      node.fences.adopt(partition, before.stamp(partition));
      nodes.put(node.id, node);
      node.deafFrom = random.nextInt(STEPS);
    }
  }

  private int anyMovingPartition() {
    int any = random.nextInt(after.partitions());
    for (int i = 0; i < after.partitions(); i++) {
      int candidate = (any + i) % after.partitions();
      if (!after.gaining(candidate).isEmpty()) return candidate;
    }
    return any;
  }

  /** Lives a while, lets the hand-over end and everything arrive, and reads once more. */
  HandoverSimulation live() {
    for (; now < STEPS; now++) {
      if (now == STEPS / 10) learn(any(), after);
      step();
    }
    isCalm = true;
    now = Integer.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && !isSettledEverywhere(); i++) {
      nodes.values().forEach(from -> nodes.values().forEach(to -> learn(to, from.ring)));
      nodes.values().forEach(this::goOn);
      deliverAll();
    }
    List.copyOf(writes).forEach(MovingWrite::onDeadline);
    reads.forEach(MovingRead::onDeadline);
    deliverAll();
    read();
    deliverAll();
    return this;
  }

  private void step() {
    int chance = random.nextInt(20);
    if (chance < 4) write();
    else if (chance < 9) read();
    else if (chance < 12) gossip();
    else if (chance < 17) goOnAtAny();
    else if (chance == 17) restart(any());
    else if (chance == 18) drop(any());
    else timePasses();
    for (int i = random.nextInt(24); i > 0; i--) deliverAny();
  }

  boolean isSettledEverywhere() {
    return nodes.values().stream().allMatch(this::sees);
  }

  private boolean sees(Node node) {
    return node.ring.id().equals(after.id()) && node.ring.stage(partition) == Stage.SETTLED;
  }

  private void write() {
    Node home = any();
    MovingWrite write = new MovingWrite(this, home, (outcome, version) -> {});
    writes.add(write);
    WritePlan plan =
        new WritePlan(
            CART,
            partition,
            keepers(home),
            fallbacks(home),
            anyContext(),
            Value.text("write " + writes.size()),
            List.of(new Need(Requirement.W, writeQuorum)),
            TERMS,
            Durability.OS,
            0);
    write.begin(plan, CoordinatorChoice.candidates(plan, home.id, "", nodes.keySet()));
  }

  /** Most see nothing, so that what is missed stays missed. */
  private VersionVector anyContext() {
    return random.nextInt(3) == 0
        ? contexts.get(random.nextInt(contexts.size()))
        : VersionVector.EMPTY;
  }

  private void read() {
    Node home = any();
    ReadPlan plan =
        new ReadPlan(
            CART,
            partition,
            keepers(home),
            fallbacks(home),
            List.of(new Need(Requirement.R, 4 - writeQuorum)),
            TERMS,
            random.nextBoolean(),
            false);
    MovingRead read = new MovingRead(this, home, plan);
    reads.add(read);
    read.begin();
  }

  private Keepers keepers(Node home) {
    return Keepers.of(home.ring, partition, 3);
  }

  private List<NodeId> fallbacks(Node home) {
    List<NodeId> primaries = keepers(home).primaries();
    return home.ring.preferenceList(partition).stream()
        .filter(node -> !isStrict && !primaries.contains(node))
        .toList();
  }

  private void gossip() {
    Ring said = any().ring;
    Node to = any();
    if (now < to.deafFrom) send(any(), to, () -> learn(to, said));
  }

  /** What a node hears of the ring; it opens its own replicas to that before it acts on it. */
  void learn(Node node, Ring said) {
    if (said.version().epoch() > node.ring.version().epoch()) node.ring = said;
    else if (said.id().equals(node.ring.id()))
      node.ring = node.ring.with(node.ring.progress().merge(said.progress()));
    node.fences.adopt(partition, node.ring.stamp(partition));
    if (node.handover.isEmpty() && node.ring.gaining(partition).contains(node.id)) begin(node);
  }

  private void begin(Node node) {
    node.handover = Optional.of(new SimulatedHandover(this, node));
    node.knows = node.knows && oldKeepers(node.ring).contains(node.id);
  }

  /** Those who kept the key before; nobody is asked once its partition has settled. */
  List<NodeId> oldKeepers(Ring ring) {
    List<NodeId> origin = ring.originList(partition);
    return origin.subList(0, Math.min(3, origin.size()));
  }

  private void goOnAtAny() {
    List<NodeId> gaining = after.gaining(partition);
    if (!gaining.isEmpty()) goOn(nodes.get(gaining.get(random.nextInt(gaining.size()))));
  }

  private void goOn(Node node) {
    node.handover.ifPresent(SimulatedHandover::goOn);
  }

  /** The disk stays: the record, the hints, the ring; a fence is worked out from the ring. */
  private void restart(Node node) {
    node.life++;
    node.fences = new Fences();
    node.fences.adopt(partition, node.ring.stamp(partition));
    node.handover = Optional.empty();
    learn(node, node.ring);
    writes.stream().filter(write -> write.home == node).forEach(MovingWrite::forget);
    reads.stream().filter(read -> read.home == node).forEach(MovingRead::forget);
  }

  /** Who keeps the key no longer, and knows that it has settled, has no use for the copy. */
  private void drop(Node node) {
    if (sees(node) && !node.ring.keepers(partition, 3).contains(node.id))
      node.record = LocalRecord.NONE;
  }

  private void timePasses() {
    if (!isStrict) return;
    if (!writes.isEmpty()) writes.get(random.nextInt(writes.size())).onPatienceEnded();
    if (!reads.isEmpty()) reads.get(random.nextInt(reads.size())).onPatienceEnded();
  }

  /** Sends something to happen elsewhere; what stays within a node ends with its process. */
  void send(Node from, Node to, Runnable effect) {
    send(from, to, random.nextInt(10) == 0, effect);
  }

  private void send(Node from, Node to, boolean isSlow, Runnable effect) {
    int delay = isCalm || !isSlow ? 0 : random.nextInt(STEPS / 2);
    inFlight.add(new Message(to, from == to, to.life, now + delay, effect));
  }

  private void deliverAll() {
    while (!inFlight.isEmpty()) deliverAny();
  }

  private void deliverAny() {
    if (inFlight.isEmpty()) return;
    int any = random.nextInt(inFlight.size());
    if (inFlight.get(any).notBefore() > now) return;
    Message next = inFlight.remove(any);
    boolean isSafe = next.isLocal() || !isStrict || isCalm;
    if (next.isLocal() && next.life() != next.at().life) return;
    if (!isSafe && random.nextInt(10) == 0) return;
    next.effect().run();
    if (!isSafe && random.nextInt(10) == 0) inFlight.add(next);
  }

  /** Has a replica do something, unless it was fenced against such a stamp. */
  void ask(Node from, Node to, long stamp, Consumer<Node> admitted, Runnable moved) {
    ask(from, to, stamp, false, admitted, moved);
  }

  /** The same, perhaps after much else has happened. */
  void ask(
      Node from, Node to, long stamp, boolean isSlow, Consumer<Node> admitted, Runnable moved) {
    send(
        from,
        to,
        isSlow,
        () -> {
          if (stamp < to.fences.least(partition)) send(to, from, moved);
          else admitted.accept(to);
        });
  }

  RecordRules.Change make(Node node, WritePlan plan) {
    node.clock += 1 + random.nextInt(5);
    return RULES.make(
        node.record,
        plan.seen(),
        plan.payload(),
        TERMS,
        new RecordRules.Stamp(HybridTime.ofMillis(node.clock), 1, random::nextLong));
  }

  /** What a write that was acknowledged has added. */
  void learn(VersionVector context) {
    contexts.add(context);
  }

  static void merge(Node node, Siblings siblings) {
    var change = RULES.merge(node.record, siblings, TERMS, Occasion.WRITE);
    node.record = ((RecordRules.Change.Store) change).record();
  }

  static boolean isIn(Siblings siblings, Version version) {
    return siblings.versions().stream()
        .anyMatch(held -> held.dot().equals(version.dot()) || held.supersedes(version));
  }

  Node node(NodeId id) {
    return nodes.get(id);
  }

  private Node any() {
    return nodes.get(new NodeId(NAMES.get(random.nextInt(NAMES.size()))));
  }
}

package io.gramme.simulation;

import io.gramme.causality.Reconciliation;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.simulation.Item.Habit;
import io.gramme.simulation.Nemesis.Kind;
import io.gramme.vnode.RecordRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything about a history that is settled before it begins. Each has its own choice of faults
 * and habits, so that together they go where one mixture of all never would (swarm testing, Groce
 * et al. 2012).
 *
 * @param operations how many reads and writes the clients make in all
 * @param kinds of faults that happen
 * @param storm the weather when it is bad
 * @param hints bounds of what a node keeps for others
 * @param lull how the clients rest
 * @param isBusy whether hints are seldom looked through
 * @param fault a mistake made on purpose
 */
record Scenario(
    long seed,
    Ring ring,
    List<Item> items,
    int operations,
    int clients,
    List<Kind> kinds,
    Network.Weather storm,
    RecordRules rules,
    HintSettings hints,
    Lull lull,
    boolean isBusy,
    PlantedFault fault) {

  /** What the caller may choose; the seed chooses the rest. */
  record Wish(long seed, int operations, int nodes, PlantedFault fault) {

    /** Leaves the number of nodes to the seed. */
    static final int ANY = 0;

    static Wish of(long seed, int operations) {
      return new Wish(seed, operations, ANY, PlantedFault.NONE);
    }

    Wish with(PlantedFault planted) {
      return new Wish(seed, operations, nodes, planted);
    }
  }

  /**
   * Clients rest now and then: long enough for deletes to be forgotten meanwhile.
   *
   * @param every so many operations
   */
  record Lull(int every, int millis) {}

  static final int LEAST_NODES = 3;
  static final int MOST_NODES = 9;

  private static final int ENOUGH = 1_000;
  private static final long AMPLE_BYTES = 1 << 20;
  private static final List<String> NAMES =
      List.of("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida");

  static Scenario of(Wish wish) {
    Dice dice = new Dice(wish.seed());
    int chosen = dice.between(LEAST_NODES, dice.chance(600) ? 5 : MOST_NODES);
    int nodes = wish.nodes() == Wish.ANY ? chosen : wish.nodes();
    Ring ring = ring(nodes, dice);
    int vectorLimit = dice.chance(850) ? ENOUGH : dice.between(2, 6);
    return new Scenario(
        wish.seed(),
        ring,
        items(ring, dice),
        wish.operations(),
        dice.between(2, 6),
        kinds(wish.fault(), dice),
        storm(dice),
        new RecordRules(vectorLimit, dice.chance(800) ? 50 : 4, 1 << 20),
        hints(dice),
        lull(dice),
        dice.chance(wish.fault() == PlantedFault.REAP_WITH_HINTS_OUTSTANDING ? 900 : 150),
        wish.fault());
  }

  private static Ring ring(int nodes, Dice dice) {
    boolean hasZones = dice.chance(300);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Member member = Member.of(new NodeId(NAMES.get(i)));
      members.add(hasZones ? member.inZone("zone" + i % 3) : member);
    }
    return Ring.of(RingVersion.first(members, 8 << dice.below(2), 3));
  }

  private static HintSettings hints(Dice dice) {
    return new HintSettings(
        dice.chance(700) ? AMPLE_BYTES : dice.between(300, 2_000),
        Duration.ofMillis(dice.chance(700) ? 3_600_000 : dice.between(3_000, 10_000)),
        Duration.ofSeconds(2),
        dice.between(1, 4),
        4_096,
        Duration.ofSeconds(2));
  }

  private static Lull lull(Dice dice) {
    return dice.chance(500)
        ? new Lull(dice.between(30, 100), dice.between(15_000, 45_000))
        : new Lull(ENOUGH, 0);
  }

  /** Whether no node ever refuses a hint for want of room. */
  boolean hasRoomForHints() {
    return hints.bytesLimit() == AMPLE_BYTES;
  }

  private static List<Item> items(Ring ring, Dice dice) {
    int nodes = ring.version().members().size();
    List<Habit> habits = new ArrayList<>();
    for (int i = 0; i < 3; i++) habits.add(habit("bucket" + i, nodes, dice));
    habits.add(strict(dice));
    habits.add(
        new Habit(
            "carts", 3, 2, 2, Reconciliation.KEEP_SIBLINGS, Durability.OS, dice.below(2), false));
    List<Item> items = new ArrayList<>();
    int count = dice.between(4, 8);
    for (int number = 0; number < count; number++) {
      Habit habit = dice.any(habits);
      Key key = Key.of(habit.bucket(), "key" + number);
      items.add(new Item(number, key, ring.partitionOf(key), habit));
    }
    return List.copyOf(items);
  }

  private static Habit habit(String bucket, int nodes, Dice dice) {
    int replicas = dice.chance(700) ? 3 : dice.between(1, Math.min(5, nodes));
    int write = dice.between(1, replicas);
    return new Habit(
        bucket,
        replicas,
        dice.between(1, replicas),
        write,
        dice.chance(300) ? Reconciliation.LAST_WRITE_WINS : Reconciliation.KEEP_SIBLINGS,
        dice.any(List.of(Durability.values())),
        dice.below(write + 1),
        dice.chance(200));
  }

  private static Habit strict(Dice dice) {
    int write = dice.between(1, 3);
    return new Habit(
        "strict",
        3,
        dice.between(4 - write, 3),
        write,
        dice.chance(300) ? Reconciliation.LAST_WRITE_WINS : Reconciliation.KEEP_SIBLINGS,
        Durability.SYNC,
        0,
        true);
  }

  private static List<Kind> kinds(PlantedFault fault, Dice dice) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) if (dice.chance(450)) kinds.add(kind);
    return fault.kinds().isEmpty() ? List.copyOf(kinds) : fault.kinds();
  }

  private static Network.Weather storm(Dice dice) {
    return new Network.Weather(
        dice.any(List.of(0, 10, 50, 200)),
        dice.any(List.of(0, 10, 100)),
        dice.any(List.of(0, 50, 300)),
        dice.any(List.of(50, 400, 4_000)));
  }

  List<NodeId> nodes() {
    return ring.version().members().stream().map(Member::id).toList();
  }

  /** Whether vectors are never pruned, so that they are as exact as the truth. */
  boolean vectorsNameEverything() {
    return rules.vectorLimit() == ENOUGH;
  }

  @Override
  public String toString() {
    return "seed "
        + seed
        + ", "
        + operations
        + " operations by "
        + clients
        + " clients on "
        + nodes().size()
        + " nodes, faults "
        + kinds
        + ", storm "
        + storm;
  }
}

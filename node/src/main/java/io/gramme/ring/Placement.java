package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where successive partitions may lie (Dynamo §4.3, §4.6): the rule in numbers, for one membership.
 *
 * <p>Every window of N successive partitions holds N distinct members (all members, where there are
 * fewer), and no zone more often than it must. On the closed circle of Q partitions that is
 * possible if and only if the seats that a window may use are at least ⌈Q / ⌊Q / N⌋⌉ (the circular
 * chromatic bound: colouring the (N-1)th power of a cycle, Prowse and Woodall 2003). Three members
 * with N = 3 and Q = 64 miss it by one: 64 is no multiple of 3, so where the circle closes, N - 1
 * windows must hold a member twice.
 */
final class Placement {

  final List<Member> members;
  final int partitions;

  /** N, or fewer where there are fewer partitions: the length of the windows that are judged. */
  final int replicas;

  /** The smallest distance between two partitions of one member. */
  final int window;

  /** A member's zone, as a number from 0 in the order of names. */
  final int[] zoneOf;

  /** How many members each zone has. */
  final int[] zoneSizes;

  /** The most members of a zone in a window; the smallest that lets a window be filled. */
  final int zoneLevel;

  /** Whether the zone rule asks for more than the rule of distinct members does. */
  final boolean zoned;

  private final boolean nodesPossible;
  private final boolean zonesPossible;
  private final Map<NodeId, Integer> indexes = new HashMap<>();

  /**
   * @param members sorted by id, each once
   */
  Placement(List<Member> members, int partitions, int replicas) {
    this(members, partitions, replicas, true);
  }

  private Placement(List<Member> members, int partitions, int replicas, boolean byZone) {
    this.members = members;
    this.partitions = partitions;
    this.replicas = Math.min(replicas, partitions);
    this.window = Math.min(this.replicas, members.size());
    for (int m = 0; m < members.size(); m++) indexes.put(members.get(m).id(), m);
    List<String> zones = members.stream().map(Member::zone).distinct().sorted().toList();
    zoneOf = members.stream().mapToInt(member -> zones.indexOf(member.zone())).toArray();
    zoneSizes = new int[zones.size()];
    for (int zone : zoneOf) zoneSizes[zone]++;
    zoneLevel = level();
    zoned = byZone && seats(zoneLevel) < members.size();
    nodesPossible = members.size() >= seatsNeeded();
    zonesPossible = seats(zoneLevel) >= seatsNeeded() || repeats();
  }

  /** The same rule without zones. */
  Placement unzoned() {
    return new Placement(members, partitions, replicas, false);
  }

  /** The number of a member from 0 in the order of ids, -1 for a node that is no member. */
  int indexOf(NodeId node) {
    return indexes.getOrDefault(node, -1);
  }

  /** The members as numbers, -1 where the owner is no member. */
  int[] indexesOf(List<NodeId> owners) {
    return owners.stream().mapToInt(this::indexOf).toArray();
  }

  /** How many of a zone a window may hold. */
  int zoneCap(int zone) {
    return Math.min(zoneLevel, zoneSizes[zone]);
  }

  /** How often a window fits around the ring: at most so many partitions per seat of a window. */
  int rounds() {
    return partitions / window;
  }

  /** Whether the rule can hold everywhere, zones included. */
  boolean isPossible() {
    return nodesPossible && (zonesPossible || !zoned);
  }

  private int level() {
    int level = 1;
    while (seats(level) < window) level++;
    return level;
  }

  private int seats(int level) {
    int seats = 0;
    for (int size : zoneSizes) seats += Math.min(level, size);
    return seats;
  }

  private int seatsNeeded() {
    return (partitions + rounds() - 1) / rounds();
  }

  /** With no seat to spare the pattern of zones must repeat, with a period that divides both. */
  private boolean repeats() {
    int period = window;
    while (partitions % period != 0 || window % period != 0) period--;
    for (int zone = 0; zone < zoneSizes.length; zone++) {
      if (zoneCap(zone) % (window / period) != 0) return false;
    }
    return seats(zoneLevel) == window;
  }

  /** Everything about {@code owners} that breaks the rule, in the order of the ring. */
  List<Violation> violations(int[] owners) {
    List<Integer> narrow = new ArrayList<>();
    List<Integer> crowded = new ArrayList<>();
    for (int start = 0; start < partitions; start++) {
      if (distinct(owners, start) < window) narrow.add(start);
      else if (zoned && isCrowded(owners, start)) crowded.add(start);
    }
    // One seam breaks at most N - 1 windows. How many it takes to mend one between zones while
    // members stay distinct has no such simple bound; half the ring is not a matter of a seam.
    boolean nodesAvoidable = nodesPossible || narrow.size() >= window;
    boolean zonesAvoidable =
        zonesPossible || narrow.size() + crowded.size() > Math.max(4 * window, partitions / 2);
    return Stream.concat(
            narrow.stream().map(start -> tooFewNodes(owners, start, nodesAvoidable)),
            crowded.stream().map(start -> crowdedZone(owners, start, zonesAvoidable)))
        .sorted(Comparator.comparing(Violation::partition))
        .toList();
  }

  private int distinct(int[] owners, int start) {
    int distinct = 0;
    for (int i = 0; i < replicas; i++) {
      boolean first = true;
      for (int j = 0; j < i && first; j++) first = at(owners, start + j) != at(owners, start + i);
      if (first) distinct++;
    }
    return distinct;
  }

  private boolean isCrowded(int[] owners, int start) {
    int[] held = new int[zoneSizes.length];
    for (int i = 0; i < window; i++) {
      int zone = zoneOf[at(owners, start + i)];
      held[zone]++;
      if (held[zone] > zoneLevel) return true;
    }
    return false;
  }

  private int at(int[] owners, int position) {
    return owners[position % partitions];
  }

  private Violation tooFewNodes(int[] owners, int start, boolean avoidable) {
    return new Violation(
        Violation.Rule.DISTINCT_NODES,
        start,
        range(start)
            + " lie on "
            + distinct(owners, start)
            + " nodes, not "
            + window
            + ": "
            + names(owners, start)
            + (avoidable ? "" : excuse(members.size() + " members")),
        avoidable);
  }

  private Violation crowdedZone(int[] owners, int start, boolean avoidable) {
    Set<String> zones = new TreeSet<>();
    for (int i = 0; i < window; i++) zones.add(members.get(at(owners, start + i)).zone());
    return new Violation(
        Violation.Rule.SPREAD_ZONES,
        start,
        range(start)
            + " have more than "
            + zoneLevel
            + " in one zone: "
            + names(owners, start)
            + " in "
            + zones
            + (avoidable ? "" : excuse(zoneSizes.length + " zones")),
        avoidable);
  }

  private String range(int start) {
    return "partitions " + start + " to " + (start + replicas - 1) % partitions;
  }

  private String excuse(String what) {
    return " (cannot be avoided everywhere with " + what + " and " + partitions + " partitions)";
  }

  private List<NodeId> names(int[] owners, int start) {
    List<NodeId> names = new ArrayList<>();
    for (int i = 0; i < replicas; i++) names.add(members.get(at(owners, start + i)).id());
    return names;
  }
}

package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Works out the preference lists of a layout: every member in the order in which it is asked to
 * keep a partition's keys (Dynamo §4.3, §4.6). Immutable and thread-safe.
 *
 * <p>Members come in ring order, beginning with the partition's owner and each once; those that own
 * nothing follow by id. Then zones take turns: next is always the first member left of a zone that
 * has been taken least often. So every prefix, whatever N a bucket asks for, lies on distinct nodes
 * in as many zones as can be, however the partitions were dealt.
 */
final class Preferences {

  private final NodeId[] ids;
  private final int[] owners;
  private final int[] zoneOf;
  private final int zones;

  /** How many zones have more than r members: so many are taken in turn r. */
  private final int[] turnSizes;

  Preferences(Layout layout) {
    List<Member> members = layout.members();
    this.ids = members.stream().map(Member::id).toArray(NodeId[]::new);
    Map<NodeId, Integer> numbers = new HashMap<>();
    Map<String, Integer> zoneNumbers = new HashMap<>();
    this.zoneOf = new int[ids.length];
    for (int m = 0; m < ids.length; m++) {
      numbers.put(ids[m], m);
      String zone = members.get(m).zone();
      zoneNumbers.putIfAbsent(zone, zoneNumbers.size());
      zoneOf[m] = zoneNumbers.get(zone);
    }
    this.zones = zoneNumbers.size();
    this.owners = layout.owners().stream().mapToInt(numbers::get).toArray();
    this.turnSizes = new int[ids.length];
    int[] seen = new int[zones];
    for (int zone : zoneOf) turnSizes[seen[zone]++]++;
  }

  /** How many members a whole list has. */
  int size() {
    return ids.length;
  }

  /** The whole list. */
  List<NodeId> all(int partition) {
    return first(partition, ids.length);
  }

  /**
   * The first {@code n} of the list, or all members. Looks no further round the ring than it must.
   */
  List<NodeId> first(int partition, int n) {
    int wanted = Math.min(n, ids.length);
    int[] standing = new int[ids.length];
    int[] turns = new int[ids.length];
    int[] takenOfZone = new int[zones];
    int[] standingInTurn = new int[ids.length];
    boolean[] stands = new boolean[ids.length];
    int count = 0;
    for (int i = 0; !isDecided(standingInTurn, wanted); i++) {
      int member = candidate(partition, i);
      if (stands[member]) continue;
      stands[member] = true;
      turns[count] = takenOfZone[zoneOf[member]]++;
      standingInTurn[turns[count]]++;
      standing[count++] = member;
    }
    return inTurns(standing, turns, count, wanted);
  }

  /** The owners from the partition on, then everybody by id. */
  private int candidate(int partition, int i) {
    return i < owners.length ? owners[(partition + i) % owners.length] : i - owners.length;
  }

  /** Whether whoever else may come can only stand behind the first {@code wanted}. */
  private boolean isDecided(int[] standingInTurn, int wanted) {
    int decided = 0;
    for (int turn = 0; turn < turnSizes.length && decided < wanted; turn++) {
      decided += standingInTurn[turn];
      if (standingInTurn[turn] < turnSizes[turn]) break;
    }
    return decided >= wanted;
  }

  /** By turn, then as they stand: sorted by counting, so that equals keep their order. */
  private List<NodeId> inTurns(int[] standing, int[] turns, int count, int wanted) {
    int[] next = new int[turnSizes.length + 1];
    for (int i = 0; i < count; i++) next[turns[i] + 1]++;
    Arrays.parallelPrefix(next, Integer::sum);
    NodeId[] list = new NodeId[count];
    for (int i = 0; i < count; i++) list[next[turns[i]]++] = ids[standing[i]];
    return List.of(Arrays.copyOf(list, wanted));
  }
}

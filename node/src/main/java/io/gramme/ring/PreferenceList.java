package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every member in the order in which it is asked to keep a partition's keys (Dynamo §4.3, §4.6).
 *
 * <p>Members come in ring order, beginning with the partition's owner and each once; those that own
 * nothing follow by id. Then zones take turns: next is always the first member left of a zone that
 * has been taken least often. So every prefix, whatever N a bucket asks for, lies on distinct nodes
 * in as many zones as can be, however the partitions were dealt.
 *
 * @param partition whose keys
 * @param nodes all members; the first N are the primaries, the rest stand in
 */
record PreferenceList(int partition, List<NodeId> nodes) {

  PreferenceList {
    nodes = List.copyOf(nodes);
  }

  static PreferenceList of(RingVersion version, int partition) {
    Map<NodeId, String> zones =
        version.members().stream().collect(Collectors.toMap(Member::id, Member::zone));
    Set<NodeId> ordered = new LinkedHashSet<>();
    int count = version.partitions();
    for (int i = 0; i < count && ordered.size() < zones.size(); i++) {
      ordered.add(version.owners().get((partition + i) % count));
    }
    for (Member member : version.members()) ordered.add(member.id());
    return new PreferenceList(partition, interleaved(ordered, zones));
  }

  /** Rounds: each takes the first left of every zone, in the order in which they stand. */
  private static List<NodeId> interleaved(Set<NodeId> ordered, Map<NodeId, String> zones) {
    Map<String, Deque<Integer>> places = new LinkedHashMap<>();
    List<NodeId> standing = new ArrayList<>(ordered);
    for (int i = 0; i < standing.size(); i++) {
      places.computeIfAbsent(zones.get(standing.get(i)), zone -> new ArrayDeque<>()).add(i);
    }
    List<NodeId> result = new ArrayList<>(standing.size());
    List<Deque<Integer>> left = new ArrayList<>(places.values());
    while (!left.isEmpty()) {
      List<Integer> round = new ArrayList<>(left.size());
      for (Deque<Integer> zone : left) round.add(zone.remove());
      Collections.sort(round, Comparator.naturalOrder());
      for (int place : round) result.add(standing.get(place));
      left.removeIf(Deque::isEmpty);
    }
    return result;
  }
}

package io.gramme.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ring as a client knows it: for each partition the nodes that keep it, in order of preference.
 * It may be out of date, which costs a hop and nothing else, since any node takes any request.
 *
 * @param epoch of the ring version; 0 before one is known
 * @param replicas N as the ring says it; buckets may differ
 * @param preference per partition the addresses of the members, first of all the owner's; empty
 *     before a ring is known
 */
record RingView(long epoch, int replicas, List<List<Endpoint>> preference) {

  /** What is known at first. */
  static final RingView UNKNOWN = new RingView(0, 1, List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A member as the ring's document shows it; an address that nobody knows is empty. */
  private record Member(String id, String zone, String http) {}

  RingView {
    preference = List.copyOf(preference);
  }

  /** Whether there is no ring yet. */
  boolean isUnknown() {
    return preference.isEmpty();
  }

  /** The members' addresses in the order in which they are asked to keep a place. */
  List<Endpoint> keepersOf(Place place) {
    return isUnknown() ? List.of() : preference.get(place.partition(preference.size()));
  }

  /**
   * Reads what {@code GET /admin/ring} answers. Addresses that are none are passed over. A node
   * without a ring answers an empty document, which is {@link #UNKNOWN}.
   *
   * @throws MalformedAnswerException if it is no ring
   */
  static RingView parse(byte[] document) {
    JsonNode tree = tree(document);
    if (tree.isEmpty()) return UNKNOWN;
    Map<String, Member> members = members(tree.path("nodes"));
    List<List<String>> lists =
        tree.path("preference").isArray()
            ? lists(tree.path("preference"))
            : derived(texts(tree.path("owners")), List.copyOf(members.values()));
    int count = lists.size();
    if (count < 1 || count > Place.MOST_PARTITIONS || Integer.bitCount(count) != 1)
      throw new MalformedAnswerException("a ring of " + count + " partitions");
    // Partitions that begin alike share a list: a ring of 65,536 must not cost 65,536 lists.
    Map<List<String>, List<Endpoint>> known = new HashMap<>();
    List<List<Endpoint>> preference = new ArrayList<>(count);
    for (List<String> ids : lists)
      preference.add(known.computeIfAbsent(ids, list -> addresses(list, members)));
    long epoch = tree.path("epoch").asLong(0);
    return new RingView(epoch, Math.max(1, tree.path("replicas").asInt(1)), preference);
  }

  private static JsonNode tree(byte[] document) {
    try {
      JsonNode tree = JSON.readTree(document);
      if (tree != null && tree.isObject()) return tree;
      throw new MalformedAnswerException("the ring's document is no JSON object");
    } catch (IOException e) {
      throw new MalformedAnswerException("the ring's document is no JSON: " + e.getMessage());
    }
  }

  private static Map<String, Member> members(JsonNode nodes) {
    List<Member> members = new ArrayList<>();
    for (JsonNode each : nodes) {
      members.add(
          new Member(
              each.path("id").asText(""),
              each.path("zone").asText(""),
              each.path("http").asText("")));
    }
    members.sort(Comparator.comparing(Member::id));
    Map<String, Member> byId = new LinkedHashMap<>();
    for (Member each : members) byId.put(each.id(), each);
    return byId;
  }

  private static List<List<String>> lists(JsonNode arrays) {
    List<List<String>> lists = new ArrayList<>(arrays.size());
    for (JsonNode each : arrays) lists.add(texts(each));
    return lists;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    for (JsonNode each : array) texts.add(each.asText(""));
    return texts;
  }

  /**
   * Preference lists worked out from owners, as the servers do (Dynamo §4.3, §4.6): members in ring
   * order from the partition on and each once, those without a partition by id after them; then
   * zones take turns.
   */
  private static List<List<String>> derived(List<String> owners, List<Member> members) {
    Map<String, String> zones = new HashMap<>();
    for (Member each : members) zones.put(each.id(), each.zone());
    Set<String> distinct = new HashSet<>(owners);
    List<List<String>> lists = new ArrayList<>(owners.size());
    for (int p = 0; p < owners.size(); p++) {
      Set<String> standing = new LinkedHashSet<>();
      for (int i = 0; i < owners.size() && standing.size() < distinct.size(); i++)
        standing.add(owners.get((p + i) % owners.size()));
      for (Member each : members) standing.add(each.id());
      lists.add(inTurns(standing, zones));
    }
    return lists;
  }

  private static List<String> inTurns(Set<String> standing, Map<String, String> zones) {
    Map<String, Integer> taken = new HashMap<>();
    Map<String, Integer> turns = new HashMap<>();
    for (String id : standing)
      turns.put(id, taken.merge(zones.getOrDefault(id, ""), 1, Integer::sum));
    return standing.stream().sorted(Comparator.comparing(turns::get)).toList();
  }

  private static List<Endpoint> addresses(List<String> ids, Map<String, Member> members) {
    return ids.stream()
        .filter(members::containsKey)
        .map(id -> members.get(id).http())
        .filter(Endpoint::isValid)
        .map(Endpoint::new)
        .toList();
  }
}

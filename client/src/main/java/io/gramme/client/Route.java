package io.gramme.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that one operation may be sent to, in order: attempt i goes to the i-th, and on from
 * the first again after the last.
 *
 * @param nodes at least one
 */
record Route(List<Endpoint> nodes) {

  Route {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) throw new IllegalArgumentException("a route to nowhere");
  }

  /**
   * The way to a key: first those who keep it, beginning with one drawn by lot, so that they share
   * the work; then the other members, then the seeds. Whoever failed lately comes after everybody
   * else, and is still asked if nobody else answers.
   *
   * @param keepers members in order of preference, of which the first {@code replicas} keep the key
   * @param turn the lot, 0 or more
   * @param suspects who failed lately
   */
  static Route of(
      List<Endpoint> keepers,
      int replicas,
      List<Endpoint> seeds,
      int turn,
      Set<Endpoint> suspects) {
    int primaries = Math.min(replicas, keepers.size());
    Set<Endpoint> order = new LinkedHashSet<>(rotated(keepers.subList(0, primaries), turn));
    order.addAll(keepers.subList(primaries, keepers.size()));
    order.addAll(rotated(seeds, turn));
    List<Endpoint> nodes = new ArrayList<>(order);
    nodes.removeIf(suspects::contains);
    order.removeAll(Set.copyOf(nodes));
    nodes.addAll(order);
    return new Route(nodes);
  }

  private static List<Endpoint> rotated(List<Endpoint> nodes, int turn) {
    List<Endpoint> rotated = new ArrayList<>(nodes);
    if (!rotated.isEmpty()) Collections.rotate(rotated, -(turn % rotated.size()));
    return rotated;
  }

  /** Whom attempt {@code attempt}, from 0, goes to. */
  Endpoint at(int attempt) {
    return nodes.get(attempt % nodes.size());
  }

  /** How many different nodes there are. */
  int size() {
    return nodes.size();
  }
}

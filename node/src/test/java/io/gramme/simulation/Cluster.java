package io.gramme.simulation;

import io.gramme.causality.VersionVector;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.WritePlan;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.simulation.Item.Habit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The world of one history: machines, what lies between them, and who watches. */
final class Cluster {

  private final Scenario scenario;
  private final Timeline timeline;
  private final Trace trace;
  private final Network network;
  private final Oracle oracle;
  private final TreeMap<NodeId, Machine> machines = new TreeMap<>();

  Cluster(Scenario scenario, Timeline timeline, Trace trace, Dice dice) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.trace = trace;
    this.network = new Network(timeline, dice.split());
    this.oracle = new Oracle(this);
    for (NodeId node : scenario.nodes()) machines.put(node, new Machine(node, this, dice.split()));
  }

  Scenario scenario() {
    return scenario;
  }

  Timeline timeline() {
    return timeline;
  }

  Trace trace() {
    return trace;
  }

  Network network() {
    return network;
  }

  Oracle oracle() {
    return oracle;
  }

  Collection<Machine> machines() {
    return machines.values();
  }

  Machine machine(NodeId node) {
    return machines.get(node);
  }

  boolean has(PlantedFault fault) {
    return scenario.fault() == fault;
  }

  /** The primaries of a key, first first. */
  List<NodeId> replicasOf(Item item) {
    List<NodeId> preference = scenario.ring().preferenceList(item.partition());
    return preference.subList(0, Math.min(item.habit().replicas(), preference.size()));
  }

  private List<NodeId> fallbacksOf(Item item) {
    if (item.habit().isStrict() || has(PlantedFault.NOBODY_STANDS_IN)) return List.of();
    List<NodeId> preference = scenario.ring().preferenceList(item.partition());
    return preference.subList(replicasOf(item).size(), preference.size());
  }

  /** The partitions that have keys. */
  SortedSet<Integer> partitions() {
    SortedSet<Integer> partitions = new TreeSet<>();
    for (Item item : scenario.items()) partitions.add(item.partition());
    return partitions;
  }

  /** The primaries of any key in a partition. */
  List<NodeId> primariesOf(int partition) {
    return scenario.items().stream()
        .filter(item -> item.partition() == partition)
        .map(this::replicasOf)
        .max(Comparator.comparingInt(List::size))
        .orElseThrow();
  }

  Calm calmOf(Item item) {
    int wipes = 0;
    boolean allKnow = true;
    for (NodeId replica : replicasOf(item)) {
      wipes += machine(replica).wipes();
      allKnow &= machine(replica).knowledge().knows(item.partition());
    }
    return new Calm(allKnow, wipes);
  }

  Item itemOf(Key key) {
    return scenario.items().stream()
        .filter(item -> item.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  ReadPlan readPlan(Item item) {
    Habit habit = item.habit();
    return new ReadPlan(
        item.key(),
        item.partition(),
        replicasOf(item),
        fallbacksOf(item),
        List.of(new Need(Requirement.R, habit.read())),
        habit.terms(),
        true,
        false);
  }

  WritePlan writePlan(Item item, VersionVector seen, Payload payload) {
    Habit habit = item.habit();
    List<Need> needs = new ArrayList<>(List.of(new Need(Requirement.W, habit.write())));
    if (habit.synced() > 0) needs.add(new Need(Requirement.DW, habit.synced()));
    return new WritePlan(
        item.key(),
        item.partition(),
        replicasOf(item),
        fallbacksOf(item),
        seen,
        payload,
        needs,
        habit.terms(),
        habit.durability(),
        habit.synced());
  }
}

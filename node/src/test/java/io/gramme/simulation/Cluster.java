package io.gramme.simulation;

import io.gramme.causality.VersionVector;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.WritePlan;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.quorum.Requirement;
import io.gramme.quorum.Tally.Need;
import io.gramme.simulation.Item.Habit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

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

  ReadPlan readPlan(Item item) {
    Habit habit = item.habit();
    return new ReadPlan(
        item.key(),
        item.partition(),
        replicasOf(item),
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
        seen,
        payload,
        needs,
        habit.terms(),
        habit.durability(),
        habit.synced());
  }
}

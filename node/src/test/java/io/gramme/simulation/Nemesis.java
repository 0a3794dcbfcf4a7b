package io.gramme.simulation;

import io.gramme.model.NodeId;
import java.util.List;

/** What goes wrong: begins something every now and then, and ends it after a while. */
final class Nemesis {

  /** The kinds of faults. */
  enum Kind {
    HALVES,
    BRIDGE,
    ONE_WAY,
    ALONE,
    STORM,
    PAUSE,
    KILL,
    POWER,
    STOP,
    WIPE,
    SKEW,
    FULL,
    FAILING,
    SLOW,
    BLINK
  }

  private static final int LEAST_PAUSE_MILLIS = 300;
  private static final int MOST_PAUSE_MILLIS = 5_000;
  private static final int MOST_DURATION_MILLIS = 12_000;
  private static final int MOST_SKEW_MILLIS = 1_500;

  private final Cluster cluster;
  private final Dice dice;
  private boolean isOver;
  private long lastChangeMillis;

  Nemesis(Cluster cluster, Dice dice) {
    this.cluster = cluster;
    this.dice = dice;
  }

  /** When something last became worse or better. */
  long lastChangeMillis() {
    return lastChangeMillis;
  }

  void begin() {
    if (cluster.scenario().kinds().isEmpty()) return;
    cluster.timeline().after(dice.between(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS), this::strike);
  }

  private void strike() {
    if (isOver) return;
    befall(dice.any(cluster.scenario().kinds()));
    begin();
  }

  private void befall(Kind kind) {
    lastChangeMillis = cluster.timeline().nowMillis();
    Machine one = cluster.machine(dice.any(cluster.scenario().nodes()));
    switch (kind) {
      case HALVES, BRIDGE, ONE_WAY, ALONE -> cut(kind, one);
      case STORM -> {
        cluster.network().become(cluster.scenario().storm());
        later(() -> cluster.network().become(Network.Weather.FAIR));
      }
      case BLINK -> {
        NodeId peer = dice.any(cluster.scenario().nodes());
        one.deliver(process -> process.sight().lose(peer));
      }
      case SKEW -> one.skew(dice.between(-MOST_SKEW_MILLIS, MOST_SKEW_MILLIS));
      case FULL -> {
        one.fill(true);
        later(() -> one.fill(false));
      }
      case FAILING -> {
        one.failBatches(dice.between(50, 600));
        later(() -> one.failBatches(0));
      }
      case SLOW -> {
        one.slowDown(dice.between(50, 1_500));
        later(() -> one.slowDown(Disk.USUAL_MILLIS));
      }
      default -> stop(kind, one);
    }
  }

  /** Never the last one that is awake. */
  private void stop(Kind kind, Machine one) {
    long awake = cluster.machines().stream().filter(Machine::isAwake).count();
    if (awake == 1 && one.isAwake()) return;
    switch (kind) {
      case PAUSE -> one.pause();
      case KILL -> one.crash();
      case POWER -> one.losePower();
      case STOP -> one.stopCleanly();
      default -> one.wipe();
    }
    later(one::resume);
    later(one::start);
  }

  private void cut(Kind kind, Machine one) {
    Network network = cluster.network();
    network.heal();
    List<NodeId> nodes = dice.shuffled(cluster.scenario().nodes());
    int middle = dice.between(1, nodes.size() - 1);
    List<NodeId> left = kind == Kind.ALONE ? List.of(one.id()) : nodes.subList(0, middle);
    NodeId bridge = dice.any(nodes);
    for (NodeId from : left) {
      for (NodeId to : nodes) {
        if (left.contains(to)) continue;
        if (kind == Kind.BRIDGE && (from.equals(bridge) || to.equals(bridge))) continue;
        network.cut(from, to);
        if (kind != Kind.ONE_WAY) network.cut(to, from);
      }
    }
    cluster.trace().note(Trace.EVERYTHING, "the network is cut off:", kind.name(), left.toString());
    later(network::heal);
  }

  private void later(Runnable end) {
    cluster
        .timeline()
        .after(
            dice.between(LEAST_PAUSE_MILLIS, MOST_DURATION_MILLIS),
            () -> {
              lastChangeMillis = cluster.timeline().nowMillis();
              end.run();
            });
  }

  /** Nothing goes wrong from now on, and everything is mended. */
  void end() {
    isOver = true;
    cluster.trace().note(Trace.EVERYTHING, "all faults end");
    cluster.network().heal();
    cluster.network().become(Network.Weather.FAIR);
    for (Machine machine : cluster.machines()) {
      machine.fill(false);
      machine.failBatches(0);
      machine.slowDown(Disk.USUAL_MILLIS);
      machine.resume();
      machine.start();
    }
  }
}

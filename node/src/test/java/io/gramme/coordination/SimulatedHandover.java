package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.coordination.HandoverSimulation.Fault;
import io.gramme.coordination.HandoverSimulation.Node;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One new replica that catches up: it compares with every old one, is ready, fences every old one,
 * compares once more, is complete. Whoever does not answer is asked again.
 */
final class SimulatedHandover {

  private enum Phase {
    COMPARING,
    READY,
    FENCING,
    CONFIRMING,
    COMPLETE
  }

  private final HandoverSimulation world;
  private final Node node;
  private final int life;
  private final Set<NodeId> done = new HashSet<>();
  private Phase phase = Phase.COMPARING;

  SimulatedHandover(HandoverSimulation world, Node node) {
    this.world = world;
    this.node = node;
    life = node.life;
  }

  /** One more try of whatever is to be done next. */
  void goOn() {
    if (node.ring.stage(world.partition) == Stage.SETTLED) return;
    switch (phase) {
      case COMPARING -> compare(Mark.READY, Phase.READY);
      case READY -> {
        if (node.ring.stage(world.partition) == Stage.JOINT) enter(Phase.FENCING);
      }
      case FENCING -> fence();
      case CONFIRMING -> compare(Mark.COMPLETE, Phase.COMPLETE);
      case COMPLETE -> {}
    }
  }

  private void enter(Phase next) {
    phase = next;
    done.clear();
  }

  private void compare(Mark mark, Phase next) {
    List<NodeId> others =
        world.oldKeepers(node.ring).stream().filter(id -> !id.equals(node.id)).toList();
    boolean isHasty = mark == Mark.COMPLETE && world.fault == Fault.NO_COMPARISON;
    if (done.containsAll(others) || isHasty) {
      enter(next);
      set(mark);
    } else {
      others.stream().filter(id -> !done.contains(id)).forEach(this::compareWith);
    }
  }

  private void compareWith(NodeId id) {
    Node other = world.node(id);
    Phase asked = phase;
    world.send(
        node,
        other,
        () -> {
          Siblings found = other.record.siblings();
          world.send(
              other,
              node,
              () -> {
                HandoverSimulation.merge(node, found);
                if (phase == asked && life == node.life) done.add(id);
              });
        });
  }

  private void fence() {
    List<NodeId> old = world.oldKeepers(node.ring);
    if (done.containsAll(old) || world.fault == Fault.NO_FENCE) {
      enter(Phase.CONFIRMING);
    } else {
      old.stream().filter(id -> !done.contains(id)).forEach(this::fence);
    }
  }

  private void fence(NodeId id) {
    Node other = world.node(id);
    long stamp = node.ring.stamp(world.partition);
    world.send(
        node,
        other,
        () -> {
          if (!other.fences.raise(world.partition, stamp)) return;
          world.send(
              other,
              node,
              () -> {
                if (phase == Phase.FENCING && life == node.life) done.add(id);
              });
        });
  }

  private void set(Mark mark) {
    node.knows = true;
    Ring ring = node.ring;
    Progress progress = ring.progress().with(world.partition, node.id, mark);
    world.learn(node, ring.with(progress));
  }
}

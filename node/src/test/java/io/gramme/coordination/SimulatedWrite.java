package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.RecordRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real {@link WriteRound} on a node of a {@link CoordinationSimulation}. */
final class SimulatedWrite implements WriteRound.Shell {

  /** Whoever waits for the outcome of a forwarded write. */
  interface Asker {
    void hear(WriteOutcome outcome, Optional<Version> version);
  }

  final NodeId home;
  final List<WriteOutcome> outcomes = new ArrayList<>();
  final List<NodeId> tried = new ArrayList<>();

  private final CoordinationSimulation world;
  private final boolean isForwarded;
  private final Asker asker;
  private Optional<Version> version = Optional.empty();
  private WritePlan plan;
  private List<NodeId> candidates;
  private WriteRound round;
  private boolean isForgotten;

  SimulatedWrite(CoordinationSimulation world, NodeId home, boolean isForwarded, Asker asker) {
    this.world = world;
    this.home = home;
    this.isForwarded = isForwarded;
    this.asker = asker;
  }

  void begin(WritePlan how, List<NodeId> who) {
    plan = how;
    candidates = who;
    take(WriteRound.begin(plan, home, CoordinationSimulation.RULES, candidates));
  }

  /** The node has stopped; the client hears nothing more from it. */
  void forget() {
    isForgotten = true;
  }

  boolean owesAnAnswer() {
    return !isForgotten;
  }

  void onLost(NodeId node) {
    if (!isForgotten) take(round.onLost(node));
  }

  void onDeadline() {
    if (!isForgotten) take(round.onDeadline());
  }

  private void take(Step<WriteRound, WriteRound.Effect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  private void input(NodeId from, Runnable input) {
    world.send(
        from,
        home,
        () -> {
          if (!isForgotten) input.run();
        });
  }

  @Override
  public void forward(NodeId to) {
    assertThat(isForwarded).as("a write is forwarded once at most").isFalse();
    tried.add(to);
    world.send(home, to, () -> arrive(to));
  }

  private void arrive(NodeId there) {
    SimulatedWrite remote =
        new SimulatedWrite(
            world,
            there,
            true,
            (outcome, made) ->
                input(
                    there,
                    () -> {
                      boolean isAwaited =
                          round instanceof WriteRound.Forwarded waits && waits.to().equals(there);
                      if (isAwaited) version = made;
                      take(round.onForwardAnswered(there, outcome));
                    }));
    world.writes.add(remote);
    remote.begin(plan, plan.replicas().contains(there) ? List.of(there) : List.of());
  }

  @Override
  public void make(Durability durability) {
    tried.add(home);
    world.send(
        home,
        home,
        () -> {
          RecordRules.Change change = world.make(home, plan);
          world.store(
              home,
              change,
              durability,
              stored -> made(stored),
              why -> input(home, () -> take(round.onRefused(home, why))));
        });
  }

  private void made(LocalRecord stored) {
    Dot dot = new Dot(stored.mint().actor(), stored.mint().counter());
    version = stored.siblings().versions().stream().filter(v -> v.dot().equals(dot)).findFirst();
    world.story.add(home + " makes " + dot);
    input(home, () -> take(round.onMade(stored.siblings(), world.reachable.get(home))));
  }

  @Override
  public void replicate(NodeId to, Siblings siblings, Durability durability) {
    world.send(
        home,
        to,
        () ->
            world.store(
                to,
                world.merge(to, siblings),
                durability,
                stored -> input(to, () -> take(round.onStored(to))),
                why -> input(to, () -> take(round.onRefused(to, why)))));
  }

  @Override
  public void reply(WriteOutcome outcome) {
    outcomes.add(outcome);
    assertThat(outcomes).as("answers to one client").hasSize(1);
    assertThat(candidates).as("tried in order, each once").startsWith(array(tried));
    if (outcome instanceof WriteOutcome.Written written) {
      world.story.add(home + " says written");
      world.checkAcknowledged(plan, version.orElseThrow());
      assertThat(world.isIn(written.siblings(), version.orElseThrow())).isTrue();
      if (!isForwarded) world.acknowledged.add(version.orElseThrow());
      world.learn(written.context().seen());
    }
    asker.hear(outcome, version);
  }

  private static NodeId[] array(List<NodeId> nodes) {
    return nodes.toArray(NodeId[]::new);
  }
}

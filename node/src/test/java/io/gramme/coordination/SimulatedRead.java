package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;

/** A real {@link ReadRound} on a node of a {@link CoordinationSimulation}. */
final class SimulatedRead implements ReadRound.Shell {

  final NodeId home;
  final List<ReadOutcome> outcomes = new ArrayList<>();

  private final CoordinationSimulation world;
  private final ReadPlan plan;
  private final List<Version> mustBeSeen;
  private ReadRound round;
  private boolean isForgotten;

  SimulatedRead(CoordinationSimulation world, NodeId home, ReadPlan plan) {
    this.world = world;
    this.home = home;
    this.plan = plan;
    this.mustBeSeen = List.copyOf(world.acknowledged);
  }

  void begin() {
    take(ReadRound.begin(plan, world.reachable.get(home)));
  }

  /** The node has stopped; the client hears nothing more from it. */
  void forget() {
    isForgotten = true;
  }

  boolean owesAnAnswer() {
    return !isForgotten;
  }

  void onLost(NodeId node) {
    if (!isForgotten) take(round.onFailure(node));
  }

  void onDeadline() {
    if (!isForgotten) take(round.onDeadline());
  }

  private void take(Step<ReadRound, ReadRound.Effect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void ask(NodeId replica) {
    world.send(
        home,
        replica,
        () -> {
          Siblings found = world.disks.get(replica).record.siblings();
          world.send(
              replica,
              home,
              () -> {
                if (!isForgotten) take(round.onAnswer(replica, found));
              });
        });
  }

  @Override
  public void reply(ReadOutcome outcome) {
    outcomes.add(outcome);
    assertThat(outcomes).as("answers to one client").hasSize(1);
    if (outcome instanceof ReadOutcome.Refused) return;
    Siblings read = outcome instanceof ReadOutcome.Found found ? found.siblings() : Siblings.NONE;
    if (outcome instanceof ReadOutcome.Found found) world.learn(found.context().seen());
    for (Version version : mustBeSeen) {
      assertThat(world.isIn(read, version))
          .as("%s is read after %s", version.dot(), world.story)
          .isTrue();
    }
  }

  @Override
  public void repair(NodeId replica, Siblings siblings) {
    world.send(
        home,
        replica,
        () ->
            world.store(
                replica,
                world.merge(replica, siblings),
                Durability.OS,
                stored -> {},
                refused -> {}));
  }
}

package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A real {@link ReadRound} on a node of a {@link CoordinationSimulation}. */
final class SimulatedRead implements ReadEffect.Shell {

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

  void onPatienceEnded() {
    if (!isForgotten) take(round.onPatienceEnded());
  }

  private void take(Step<ReadRound, ReadEffect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void ask(NodeId primary) {
    boolean knows = !world.uninformed.contains(primary);
    ask(primary, () -> world.disks.get(primary).record.siblings(), knows);
  }

  @Override
  public void look(NodeId fallback) {
    assertThat(plan.fallbacks()).contains(fallback);
    ask(fallback, () -> world.hintsAt(fallback), false);
  }

  private void ask(NodeId node, Supplier<Siblings> held, boolean knows) {
    world.send(
        home,
        node,
        () -> {
          Siblings found = held.get();
          world.send(
              node,
              home,
              () -> {
                if (!isForgotten) take(round.onAnswer(node, found, knows));
              });
        });
  }

  @Override
  public void discount(NodeId primary) {
    assertThat(world.uninformed).contains(primary);
  }

  @Override
  public void reply(ReadOutcome outcome) {
    outcomes.add(outcome);
    assertThat(outcomes).as("answers to one client").hasSize(1);
    if (outcome instanceof ReadOutcome.Refused) return;
    Siblings read = outcome instanceof ReadOutcome.Found found ? found.siblings() : Siblings.NONE;
    if (outcome instanceof ReadOutcome.Found found) world.learn(found.context().seen());
    if (!world.isStrict()) return;
    for (Version version : mustBeSeen) {
      assertThat(world.isIn(read, version))
          .as("%s is read after %s", version.dot(), world.story)
          .isTrue();
    }
  }

  @Override
  public void repair(NodeId primary, Siblings siblings, boolean isLate) {
    assertThat(plan.primaries()).as("who is repaired").contains(primary);
    world.send(
        home,
        primary,
        () -> {
          CoordinationSimulation.Replica replica = world.disks.get(primary);
          world.store(
              replica, world.merge(replica, siblings), Durability.OS, stored -> {}, refused -> {});
        });
  }
}

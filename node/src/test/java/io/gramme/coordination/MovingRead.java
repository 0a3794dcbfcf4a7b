package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.coordination.HandoverSimulation.Node;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import java.util.List;
import java.util.Optional;

/** A real {@link ReadRound} on a node of a {@link HandoverSimulation}. */
final class MovingRead implements ReadEffect.Shell {

  final Node home;
  Optional<ReadOutcome> outcome = Optional.empty();

  private final HandoverSimulation world;
  private final ReadPlan plan;
  private final List<Version> mustBeSeen;
  private ReadRound round;
  private boolean isForgotten;

  MovingRead(HandoverSimulation world, Node home, ReadPlan plan) {
    this.world = world;
    this.home = home;
    this.plan = plan;
    mustBeSeen = List.copyOf(world.acknowledged);
  }

  void begin() {
    take(ReadRound.begin(plan, world.nodes.keySet()));
  }

  void forget() {
    isForgotten = true;
  }

  void onPatienceEnded() {
    if (!isForgotten) take(round.onPatienceEnded());
  }

  void onDeadline() {
    if (!isForgotten) take(round.onDeadline());
  }

  private void take(Step<ReadRound, ReadEffect> step) {
    if (isForgotten) return;
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void ask(NodeId primary) {
    world.ask(
        home,
        world.node(primary),
        plan.keepers().stamp(),
        there -> {
          Siblings found = there.record.siblings();
          boolean knows = there.knows;
          world.send(there, home, () -> hear(primary, found, knows));
        },
        () -> refused(primary));
  }

  private void hear(NodeId from, Siblings found, boolean knows) {
    if (!isForgotten) take(round.onAnswer(from, found, knows));
  }

  private void refused(NodeId from) {
    if (!isForgotten) take(round.onRingMoved(from));
  }

  @Override
  public void look(NodeId fallback) {
    Node there = world.node(fallback);
    world.send(
        home,
        there,
        () -> {
          Siblings found = there.hints;
          world.send(there, home, () -> hear(fallback, found, false));
        });
  }

  @Override
  public void discount(NodeId primary) {}

  @Override
  public void reply(ReadOutcome what) {
    outcome = Optional.of(what);
    if (what instanceof ReadOutcome.Refused) return;
    Siblings read = what instanceof ReadOutcome.Found found ? found.siblings() : Siblings.NONE;
    world.learn(read.seen());
    for (Version version : mustBeSeen) {
      if (!HandoverSimulation.isIn(read, version))
        world.stale.add(home.id + " by " + plan.keepers() + " does not see " + version.dot());
    }
  }

  @Override
  public void repair(NodeId primary, Siblings siblings, boolean isLate) {
    world.ask(
        home,
        world.node(primary),
        plan.keepers().stamp(),
        there -> HandoverSimulation.merge(there, siblings),
        () -> {});
  }
}

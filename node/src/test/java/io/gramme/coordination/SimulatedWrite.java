package io.gramme.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real {@link WriteRound} on a node of a {@link CoordinationSimulation}. */
final class SimulatedWrite implements WriteEffect.Shell {

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

  /** Made here, and heard of by the round. */
  Optional<Version> spread = Optional.empty();

  private Optional<Version> version = Optional.empty();

  /** Made by the node whose answer is being taken in. */
  private Optional<Version> madeElsewhere = Optional.empty();

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

  void onPatienceEnded() {
    if (!isForgotten) take(round.onPatienceEnded());
  }

  boolean isOver() {
    return isForgotten || round instanceof WriteRound.Finished;
  }

  private void take(Step<WriteRound, WriteEffect> step) {
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
                      madeElsewhere = made;
                      take(round.onForwardAnswered(there, outcome));
                      madeElsewhere = Optional.empty();
                    }));
    world.writes.add(remote);
    remote.begin(plan, plan.names(there) ? List.of(there) : List.of());
  }

  @Override
  public void make(Durability durability) {
    make(world.disks.get(home), durability);
  }

  @Override
  public void makeFor(NodeId absent, Durability durability) {
    assertThat(plan.fallbacks()).as("who makes it for another").contains(home);
    make(world.hint(home, absent, true), durability);
  }

  private void make(CoordinationSimulation.Replica where, Durability durability) {
    tried.add(home);
    world.send(
        home,
        home,
        () ->
            world.store(
                where,
                world.make(where, plan),
                durability,
                this::made,
                why -> input(home, () -> take(round.onRefused(home, why)))));
  }

  private void made(LocalRecord stored) {
    Dot dot = new Dot(stored.mint().actor(), stored.mint().counter());
    version = stored.siblings().versions().stream().filter(v -> v.dot().equals(dot)).findFirst();
    world.story.add(home + " makes " + dot);
    input(
        home,
        () -> {
          if (round instanceof WriteRound.Making) spread = version;
          take(round.onMade(stored.siblings(), world.reachable.get(home)));
        });
  }

  @Override
  public void replicate(NodeId to, Siblings siblings, Durability durability) {
    assertThat(to).isNotEqualTo(home);
    store(to, world.disks.get(to), siblings, durability);
  }

  @Override
  public void teach(NodeId learner, Siblings siblings, Durability durability) {
    throw new AssertionError("nothing moves here");
  }

  @Override
  public void keep(NodeId standIn, NodeId absent, Siblings siblings, Durability durability) {
    assertThat(plan.fallbacks()).as("who stands in").contains(standIn).doesNotContain(absent);
    assertThat(standIn).isNotEqualTo(home);
    store(standIn, world.hint(standIn, absent, true), siblings, durability);
  }

  @Override
  public void keepHere(NodeId absent, Siblings siblings, Durability durability) {
    store(home, world.hint(home, absent, false), siblings, durability);
  }

  private void store(
      NodeId at, CoordinationSimulation.Replica where, Siblings siblings, Durability durability) {
    world.send(
        home,
        at,
        () ->
            world.store(
                where,
                world.merge(where, siblings),
                durability,
                stored -> input(at, () -> take(round.onStored(at))),
                why -> input(at, () -> take(round.onRefused(at, why)))));
  }

  @Override
  public void owe(NodeId absent) {
    world.owed.add(absent);
  }

  /** Patience ends when the world pleases. */
  @Override
  public void await() {}

  @Override
  public void reply(WriteOutcome outcome) {
    outcomes.add(outcome);
    assertThat(outcomes).as("answers to one client").hasSize(1);
    assertThat(candidates).as("tried in order, each once").startsWith(array(tried));
    if (outcome instanceof WriteOutcome.Written written) {
      world.story.add(home + " says written");
      Version acknowledged = madeElsewhere.or(() -> version).orElseThrow();
      world.checkAcknowledged(plan, acknowledged);
      assertThat(world.isIn(written.siblings(), acknowledged)).isTrue();
      if (!isForwarded) world.acknowledged.add(acknowledged);
      world.learn(written.context().seen());
    }
    asker.hear(outcome, version);
  }

  private static NodeId[] array(List<NodeId> nodes) {
    return nodes.toArray(NodeId[]::new);
  }
}

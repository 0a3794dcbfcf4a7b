package io.gramme.coordination;

import io.gramme.causality.Dot;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.coordination.HandoverSimulation.Node;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.List;
import java.util.Optional;

/** A real {@link WriteRound} on a node of a {@link HandoverSimulation}. */
final class MovingWrite implements WriteEffect.Shell {

  /** Whoever waits for the outcome of a forwarded write. */
  interface Asker {
    void hear(WriteOutcome outcome, Optional<Version> version);
  }

  final Node home;
  Optional<WriteOutcome> outcome = Optional.empty();

  private final HandoverSimulation world;
  private final Asker asker;
  private final boolean isSlow;
  private boolean isForwarded;
  private boolean isForgotten;
  private Optional<Version> version = Optional.empty();
  private Optional<Version> madeElsewhere = Optional.empty();
  private WritePlan plan;
  private WriteRound round;

  MovingWrite(HandoverSimulation world, Node home, Asker asker) {
    this.world = world;
    this.home = home;
    this.asker = asker;
    isSlow = world.random.nextInt(3) == 0;
  }

  void begin(WritePlan how, List<NodeId> candidates) {
    plan = how;
    take(WriteRound.begin(plan, home.id, HandoverSimulation.RULES, candidates));
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

  private void take(Step<WriteRound, WriteEffect> step) {
    if (isForgotten) return;
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  private void input(Node from, Runnable input) {
    world.send(
        from,
        home,
        () -> {
          if (!isForgotten) input.run();
        });
  }

  @Override
  public void forward(NodeId to) {
    Node there = world.node(to);
    world.send(home, there, () -> arrive(there));
  }

  private void arrive(Node there) {
    MovingWrite remote =
        new MovingWrite(
            world,
            there,
            (answer, made) ->
                input(
                    there,
                    () -> {
                      madeElsewhere = made;
                      take(round.onForwardAnswered(there.id, answer));
                      madeElsewhere = Optional.empty();
                    }));
    remote.isForwarded = true;
    world.writes.add(remote);
    remote.begin(plan, plan.names(there.id) ? List.of(there.id) : List.of());
  }

  @Override
  public void make(Durability durability) {
    world.ask(home, home, plan.keepers().stamp(), this::make, () -> refused(home.id));
  }

  private void make(Node here) {
    here.record = ((RecordRules.Change.Store) world.make(here, plan)).record();
    LocalRecord stored = here.record;
    Dot dot = new Dot(stored.mint().actor(), stored.mint().counter());
    version = stored.siblings().versions().stream().filter(v -> v.dot().equals(dot)).findFirst();
    input(here, () -> take(round.onMade(stored.siblings(), world.nodes.keySet())));
  }

  private void refused(NodeId from) {
    if (!isForgotten) take(round.onRefused(from, Reason.RING_MOVED));
  }

  /** Only where no primary takes it, which is no fault of the ring here. */
  @Override
  public void makeFor(NodeId absent, Durability durability) {
    input(home, () -> take(round.onRefused(home.id, Reason.HINTS_FULL)));
  }

  @Override
  public void replicate(NodeId to, Siblings siblings, Durability durability) {
    world.ask(
        home,
        world.node(to),
        plan.keepers().stamp(),
        isSlow,
        there -> {
          HandoverSimulation.merge(there, siblings);
          input(there, () -> take(round.onStored(to)));
        },
        () -> refused(to));
  }

  @Override
  public void teach(NodeId learner, Siblings siblings, Durability durability) {
    world.ask(
        home,
        world.node(learner),
        plan.keepers().stamp(),
        isSlow,
        there -> HandoverSimulation.merge(there, siblings),
        () -> {});
  }

  @Override
  public void keep(NodeId standIn, NodeId absent, Siblings siblings, Durability durability) {
    keepAt(world.node(standIn), siblings);
  }

  @Override
  public void keepHere(NodeId absent, Siblings siblings, Durability durability) {
    keepAt(home, siblings);
  }

  private void keepAt(Node there, Siblings siblings) {
    world.send(
        home,
        there,
        () -> {
          there.hints = there.hints.merge(siblings);
          input(there, () -> take(round.onStored(there.id)));
        });
  }

  @Override
  public void owe(NodeId absent) {}

  /** Patience ends when the world pleases. */
  @Override
  public void await() {}

  @Override
  public void reply(WriteOutcome what) {
    outcome = Optional.of(what);
    if (what instanceof WriteOutcome.Written written) {
      if (!isForwarded) world.acknowledged.add(madeElsewhere.or(() -> version).orElseThrow());
      world.learn(written.context().seen());
    }
    asker.hear(what, version);
  }
}

package io.gramme.simulation;

import io.gramme.antientropy.ComparisonRound;
import io.gramme.antientropy.Outcome;
import io.gramme.antientropy.Question;
import io.gramme.antientropy.Side;
import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Reply;
import java.util.function.Consumer;

/** A real {@link ComparisonRound} between two simulated replicas of a partition. */
final class Comparison implements ComparisonRound.Shell {

  private static final long TICK_MILLIS = 500;
  private static final int MOST_PAUSE_MILLIS = 50;
  private static final int WINDOW_KEYS = 2;
  private static final long WINDOW_BYTES = 1 << 18;

  private final NodeProcess process;
  private final NodeId peer;
  private final int partition;
  private final Consumer<Outcome> asker;
  private ComparisonRound round;

  Comparison(NodeProcess process, NodeId peer, int partition, Consumer<Outcome> asker) {
    this.process = process;
    this.peer = peer;
    this.partition = partition;
    this.asker = asker;
  }

  /**
   * Compares.
   *
   * @param leastReplicas only of keys with so many replicas or more are both nodes primaries
   */
  void begin(int leastReplicas) {
    take(
        ComparisonRound.begin(ComparisonRound.Bounds.of(leastReplicas, WINDOW_KEYS, WINDOW_BYTES)));
    tick();
  }

  private void tick() {
    process.after(
        TICK_MILLIS,
        () -> {
          if (round instanceof ComparisonRound.Finished) return;
          take(process.reachable().contains(peer) ? round.onTick() : round.onPeerLost());
          tick();
        });
  }

  private void take(Step<ComparisonRound, ComparisonRound.Effect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void ask(long call, Side side, Question question) {
    long deadline = process.machine().wallMillis() + 2 * TICK_MILLIS;
    process.tell(
        side == Side.HERE ? process.id() : peer,
        there ->
            there.trees().answer(partition, question, deadline, reply -> hear(there, call, reply)));
  }

  private void hear(NodeProcess there, long call, Reply reply) {
    there.answer(process, () -> take(round.onReply(call, reply)));
  }

  @Override
  public void askForSlice() {
    process.after(process.dice().between(1, MOST_PAUSE_MILLIS), () -> take(round.onSlice()));
  }

  @Override
  public void report(Outcome outcome) {
    asker.accept(outcome);
  }
}

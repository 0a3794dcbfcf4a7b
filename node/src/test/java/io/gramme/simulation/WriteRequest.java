package io.gramme.simulation;

import io.gramme.causality.Siblings;
import io.gramme.coordination.WriteOutcome;
import io.gramme.coordination.WriteRound;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.List;

/** A real {@link WriteRound} in a simulated process. */
final class WriteRequest implements WriteRound.Shell {

  /** The number of no write. */
  static final int NONE = -1;

  private final NodeProcess process;
  private final Order order;
  private final long deadline;
  private final NodeProcess.WriteAsker asker;
  private WriteRound round;
  private int made = NONE;
  private int number = NONE;
  private boolean hasReplied;

  WriteRequest(NodeProcess process, Order order, long deadline, NodeProcess.WriteAsker asker) {
    this.process = process;
    this.order = order;
    this.deadline = deadline;
    this.asker = asker;
  }

  void begin(List<NodeId> candidates, long timeoutMillis) {
    process.after(timeoutMillis, () -> take(round.onDeadline()));
    take(WriteRound.begin(order.plan(), process.id(), process.rules(), candidates));
  }

  void onLost(NodeId node) {
    take(round.onLost(node));
  }

  private void take(Step<WriteRound, WriteRound.Effect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
    if (round instanceof WriteRound.Finished) process.ended(this);
  }

  @Override
  public void forward(NodeId to) {
    process.note(order.item(), "forwards to", to);
    process.tell(
        to,
        there ->
            there.coordinate(
                order,
                deadline,
                (outcome, theirs) ->
                    there.answer(process, () -> onForwardAnswered(to, outcome, theirs))));
  }

  private void onForwardAnswered(NodeId from, WriteOutcome outcome, int theirs) {
    number = theirs;
    take(round.onForwardAnswered(from, outcome));
    if (!hasReplied) number = made;
  }

  @Override
  public void make(Durability durability) {
    process
        .replica()
        .make(
            order,
            durability,
            deadline,
            (siblings, mine) ->
                process.answer(
                    process,
                    () -> {
                      made = mine;
                      number = mine;
                      take(round.onMade(siblings, process.reachable()));
                    }),
            why -> process.answer(process, () -> take(round.onRefused(process.id(), why))));
  }

  @Override
  public void replicate(NodeId to, Siblings siblings, Durability durability) {
    process.note(order.item(), "replicates to", to);
    process.tell(
        to,
        there ->
            there
                .replica()
                .merge(
                    order.item(),
                    siblings,
                    order.plan().terms(),
                    Occasion.WRITE,
                    durability,
                    deadline,
                    () -> there.answer(process, () -> take(round.onStored(to))),
                    why -> there.answer(process, () -> take(round.onRefused(to, why)))));
  }

  @Override
  public void reply(WriteOutcome outcome) {
    if (hasReplied) throw process.oracleOf(order.item()).broken("a client is answered twice");
    hasReplied = true;
    boolean isMine = made != NONE && number == made;
    if (isMine && outcome instanceof WriteOutcome.Written) acknowledge();
    asker.hear(outcome, number);
  }

  private void acknowledge() {
    Item.Habit habit = order.item().habit();
    KeyHistory history = process.oracleOf(order.item());
    process.note(order.item(), "acknowledges", number);
    history.acknowledge(number, habit.durability(), habit.write());
    if (habit.synced() > 0) history.acknowledge(number, Durability.SYNC, habit.synced());
  }
}

package io.gramme.simulation;

import io.gramme.causality.Siblings;
import io.gramme.coordination.WriteEffect;
import io.gramme.coordination.WriteOutcome;
import io.gramme.coordination.WriteRound;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.List;

/** A real {@link WriteRound} in a simulated process. */
final class WriteRequest implements WriteEffect.Shell {

  /** The number of no write. */
  static final int NONE = -1;

  /** A hint is wanted whether or not a client still waits. */
  private static final long HINT_GRACE_MILLIS = 4_000;

  private final NodeProcess process;
  private final Order order;
  private final long deadline;
  private final NodeProcess.WriteAsker asker;
  private WriteRound round;
  private int made = NONE;
  private int number = NONE;
  private boolean hasReplied;
  private boolean isOver;
  private long endsAtMillis;
  private long winding;

  WriteRequest(NodeProcess process, Order order, long deadline, NodeProcess.WriteAsker asker) {
    this.process = process;
    this.order = order;
    this.deadline = deadline;
    this.asker = asker;
  }

  void begin(List<NodeId> candidates, long timeoutMillis) {
    endsAtMillis = process.cluster().timeline().nowMillis() + timeoutMillis;
    take(WriteRound.begin(order.plan(), process.id(), process.rules(), candidates));
  }

  void onLost(NodeId node) {
    take(round.onLost(node));
  }

  @Override
  public void await() {
    long left = leftMillis();
    if (!isOver && left <= NodeProcess.PATIENCE_MILLIS) time(left, this::onDeadlinePassed);
    else time(NodeProcess.PATIENCE_MILLIS, this::onPatienceEnded);
  }

  /** One clock, wound up again each time. */
  private void time(long millis, Runnable end) {
    long mine = ++winding;
    process.after(
        millis,
        () -> {
          if (mine == winding && !(round instanceof WriteRound.Finished)) end.run();
        });
  }

  private void onPatienceEnded() {
    if (isOver) await();
    else time(leftMillis(), this::onDeadlinePassed);
    take(round.onPatienceEnded());
  }

  private void onDeadlinePassed() {
    isOver = true;
    await();
    take(round.onDeadline());
  }

  private long leftMillis() {
    return Math.max(0, endsAtMillis - process.cluster().timeline().nowMillis());
  }

  private void take(Step<WriteRound, WriteEffect> step) {
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
            this::made,
            why -> process.answer(process, () -> take(round.onRefused(process.id(), why))));
  }

  @Override
  public void makeFor(NodeId home, Durability durability) {
    process.note(order.item(), "stands in for", home);
    process
        .hints()
        .make(
            order,
            home,
            durability,
            deadline,
            this::made,
            why -> process.answer(process, () -> take(round.onRefused(process.id(), why))));
  }

  private void made(Siblings siblings, int mine) {
    process.answer(
        process,
        () -> {
          made = mine;
          number = mine;
          take(round.onMade(siblings, process.reachable()));
        });
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
  public void teach(NodeId learner, Siblings siblings, Durability durability) {
    throw new AssertionError("no partition moves here");
  }

  @Override
  public void keep(NodeId standIn, NodeId home, Siblings siblings, Durability durability) {
    process.note(order.item(), "asks to keep, for", standIn, home);
    process.tell(
        standIn,
        there ->
            there
                .hints()
                .keep(
                    order.item(),
                    home,
                    siblings,
                    order.plan().terms(),
                    durability,
                    deadline + HINT_GRACE_MILLIS,
                    () -> there.answer(process, () -> take(round.onStored(standIn))),
                    why -> there.answer(process, () -> take(round.onRefused(standIn, why)))));
  }

  @Override
  public void keepHere(NodeId home, Siblings siblings, Durability durability) {
    keep(process.id(), home, siblings, durability);
  }

  @Override
  public void owe(NodeId home) {
    process.hints().debts().onMissed(home, order.item().partition());
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

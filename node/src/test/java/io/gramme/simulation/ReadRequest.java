package io.gramme.simulation;

import io.gramme.causality.Siblings;
import io.gramme.coordination.ReadEffect;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.ReadPlan;
import io.gramme.coordination.ReadRound;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.function.Consumer;

/** A real {@link ReadRound} in a simulated process. */
final class ReadRequest implements ReadEffect.Shell {

  private final NodeProcess process;
  private final Item item;
  private final ReadPlan plan;
  private final Consumer<ReadOutcome> asker;
  private ReadRound round;
  private long deadline;
  private boolean hasReplied;

  ReadRequest(NodeProcess process, Item item, ReadPlan plan, Consumer<ReadOutcome> asker) {
    this.process = process;
    this.item = item;
    this.plan = plan;
    this.asker = asker;
  }

  void begin(long timeoutMillis) {
    deadline = process.machine().wallMillis() + timeoutMillis;
    process.after(
        timeoutMillis,
        () -> {
          if (!hasReplied) take(round.onDeadline());
        });
    process.after(
        NodeProcess.PATIENCE_MILLIS,
        () -> {
          if (!hasReplied) take(round.onPatienceEnded());
        });
    take(ReadRound.begin(plan, process.reachable()));
  }

  void onLost(NodeId node) {
    take(round.onFailure(node));
  }

  private void take(Step<ReadRound, ReadEffect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
    if (round instanceof ReadRound.Finished) process.ended(this);
  }

  @Override
  public void ask(NodeId replica) {
    process.tell(
        replica,
        there ->
            there
                .replica()
                .get(
                    item,
                    deadline,
                    (found, knows) -> there.answer(process, () -> answered(replica, found, knows)),
                    why -> there.answer(process, () -> take(round.onFailure(replica)))));
  }

  @Override
  public void look(NodeId fallback) {
    process.tell(
        fallback,
        there ->
            there
                .hints()
                .look(
                    item,
                    deadline,
                    (found, knows) -> there.answer(process, () -> answered(fallback, found, knows)),
                    why -> there.answer(process, () -> take(round.onFailure(fallback)))));
  }

  @Override
  public void discount(NodeId primary) {
    process.note(item, "does not count the nothing of", primary);
  }

  private void answered(NodeId replica, Siblings found, boolean knows) {
    process.note(item, "hears", replica, process.oracleOf(item).numbersOf(found));
    take(round.onAnswer(replica, found, knows));
  }

  @Override
  public void reply(ReadOutcome outcome) {
    if (hasReplied) throw process.oracleOf(item).broken("a client is answered twice");
    hasReplied = true;
    process.after(NodeProcess.REPAIR_PATIENCE_MILLIS, () -> take(round.onDeadline()));
    asker.accept(outcome);
  }

  @Override
  public void repair(NodeId replica, Siblings siblings, boolean isLate) {
    boolean drops = process.has(PlantedFault.READ_DROPS_A_SIBLING) && siblings.size() > 1;
    Siblings sent = drops ? Siblings.of(siblings.versions().get(0)) : siblings;
    process.note(item, "repairs", replica, process.oracleOf(item).numbersOf(sent));
    process.tell(
        replica,
        there ->
            there
                .replica()
                .merge(
                    item,
                    sent,
                    plan.terms(),
                    Occasion.READ_REPAIR,
                    Durability.OS,
                    deadline,
                    () -> {},
                    why -> {}));
  }
}

package io.gramme.simulation;

import io.gramme.handoff.OwedPlan;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.machine.Step;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A real {@link OwedPlan} in a simulated process: what homes missed that nobody keeps for them. */
final class Debts implements OwedPlan.Shell {

  private final NodeProcess process;
  private final TreeMap<Range, List<Consumer<Boolean>>> waiting = new TreeMap<>();
  private OwedPlan plan;
  private long lastScanMillis;

  Debts(NodeProcess process) {
    this.process = process;
    SortedMap<NodeId, SortedSet<Integer>> owed = new TreeMap<>();
    for (Range range : process.machine().owed().seen().keySet()) {
      owed.computeIfAbsent(range.home(), any -> new TreeSet<>()).add(range.partition());
    }
    this.plan = OwedPlan.of(owed);
  }

  boolean isEmpty() {
    return plan.byHome().isEmpty();
  }

  /** A home missed something. */
  void onMissed(NodeId home, int partition) {
    process.noteEverywhere("owes a comparison of", home, partition);
    take(plan.onMissed(new Range(home, partition)));
  }

  /** The same, and somebody waits for it to be written down. */
  void onFound(NodeId home, int partition, Consumer<Boolean> whenWritten) {
    Range range = new Range(home, partition);
    if (!plan.isWritten(range))
      waiting.computeIfAbsent(range, any -> new ArrayList<>()).add(whenWritten);
    onMissed(home, partition);
    if (plan.isWritten(range) && !waiting.containsKey(range)) whenWritten.accept(true);
  }

  void onTick() {
    long now = process.cluster().timeline().nowMillis();
    if (now - lastScanMillis < process.cluster().scenario().hints().scanEvery().toMillis()) return;
    lastScanMillis = now;
    take(plan.onScan(process.cluster().scenario().ring()::isMember, process.reachable()));
  }

  private void take(Step<OwedPlan, OwedPlan.Effect> step) {
    plan = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void write(Range range, long number) {
    process
        .machine()
        .owed()
        .put(
            range,
            true,
            Durability.SYNC,
            new WriteListener() {
              @Override
              public void stored() {
                written(range, number, true);
              }

              @Override
              public void failed(WriteFailure why) {
                written(range, number, false);
              }
            });
  }

  private void written(Range range, long number, boolean isWritten) {
    process.after(
        0,
        () -> {
          plan = plan.onWritten(range, number, isWritten);
          boolean isThere = plan.isWritten(range);
          List<Consumer<Boolean>> told = waiting.remove(range);
          if (told != null) told.forEach(each -> each.accept(isThere));
        });
  }

  @Override
  public void ask(Range range, long number) {
    process.tell(
        range.home(),
        there ->
            there
                .comparisons()
                .repair(
                    range.partition(),
                    process,
                    number,
                    () -> there.answer(process, () -> take(plan.onRepaired(range, number)))));
  }

  @Override
  public void forget(long number) {
    process.noteEverywhere("waits no longer for asking", number);
  }

  @Override
  public void strike(Range range) {
    process.noteEverywhere("owes no longer", range.home(), range.partition());
    process.machine().owed().delete(range, Durability.OS, Hints.Nobody.LISTENS);
  }
}

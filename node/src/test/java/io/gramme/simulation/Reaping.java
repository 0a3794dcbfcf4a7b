package io.gramme.simulation;

import io.gramme.antientropy.ReapRound;
import io.gramme.causality.Siblings;
import io.gramme.machine.Step;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Buried;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** A real {@link ReapRound} in a simulated process. */
final class Reaping implements ReapRound.Shell {

  /** Longer than anything that a replica has sent may count: hints of a slow request, skews. */
  private static final long SETTLE_MILLIS = 12_000;

  private static final long PATIENCE_MILLIS = 2_000;
  private static final int MOST_PAUSE_MILLIS = 50;

  private final NodeProcess process;
  private final int partition;
  private final List<Buried> tombstones;
  private final Map<Key, Siblings> buried = new HashMap<>();
  private final BiConsumer<Reaping, ReapRound.Ending> ended;
  private Set<NodeId> reachable;
  private ReapRound round = new ReapRound.Finished();
  private long begunMillis;
  private long winding;

  Reaping(
      NodeProcess process,
      int partition,
      List<Buried> tombstones,
      BiConsumer<Reaping, ReapRound.Ending> ended) {
    this.process = process;
    this.partition = partition;
    this.tombstones = tombstones;
    this.ended = ended;
    this.reachable = process.reachable();
    for (Buried each : tombstones) {
      Item item = process.cluster().itemOf(each.entry().key());
      buried.put(item.key(), process.replica().record(item).siblings());
    }
  }

  int partition() {
    return partition;
  }

  void begin() {
    process.after(
        process.dice().between(1, MOST_PAUSE_MILLIS),
        () -> {
          begunMillis = process.cluster().timeline().nowMillis();
          List<NodeId> preference = process.cluster().scenario().ring().preferenceList(partition);
          take(ReapRound.begin(new ReapRound.Plan(preference, List.of(), tombstones), reachable));
        });
  }

  void onReachable() {
    Set<NodeId> lost = new HashSet<>(reachable);
    reachable = process.reachable();
    lost.removeAll(reachable);
    for (NodeId node : process.cluster().scenario().nodes()) {
      if (lost.contains(node)) take(round.onFailure(node));
    }
  }

  private void take(Step<ReapRound, ReapRound.Effect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void countHints(NodeId member) {
    long deadline = deadline();
    process.tell(
        member,
        there ->
            there
                .hints()
                .count(
                    partition,
                    deadline,
                    count -> there.answer(process, () -> take(round.onHints(member, count)))));
  }

  /** Nothing moves here, so nobody holds what it does not keep. */
  @Override
  public void lookAtRoots(NodeId member) {
    process.after(1, () -> take(round.onRoots(member, Set.of())));
  }

  @Override
  public void confirm(NodeId primary, List<LeafEntry> entries) {
    if (process.has(PlantedFault.REAP_UNCONFIRMED)) {
      process.after(1, () -> take(round.onConfirmed(primary, entries)));
      return;
    }
    long deadline = deadline();
    process.tell(
        primary,
        there ->
            there
                .replica()
                .confirm(
                    entries,
                    deadline,
                    held -> there.answer(process, () -> take(round.onConfirmed(primary, held))),
                    why -> there.answer(process, () -> take(round.onFailure(primary)))));
  }

  @Override
  public void forget(NodeId primary, List<LeafEntry> entries) {
    for (LeafEntry entry : entries) {
      Item item = process.cluster().itemOf(entry.key());
      process.note(item, "has forgotten, at", primary);
      process.cluster().oracle().reap(item, buried.get(entry.key()), begunMillis);
    }
    long deadline = deadline();
    process.tell(
        primary,
        there ->
            there
                .replica()
                .forget(
                    entries,
                    deadline,
                    () -> there.answer(process, () -> take(round.onForgotten(primary))),
                    why -> there.answer(process, () -> take(round.onFailure(primary)))));
  }

  @Override
  public void awaitAnswers() {
    await(PATIENCE_MILLIS);
  }

  @Override
  public void awaitSettled() {
    await(SETTLE_MILLIS);
  }

  /** One clock, wound up again each time. */
  private void await(long millis) {
    long mine = ++winding;
    process.after(
        millis,
        () -> {
          if (mine == winding) take(round.onDeadline());
        });
  }

  @Override
  public void report(ReapRound.Ending ending, int forgotten) {
    winding++;
    ended.accept(this, ending);
  }

  private long deadline() {
    return process.machine().wallMillis() + PATIENCE_MILLIS;
  }
}

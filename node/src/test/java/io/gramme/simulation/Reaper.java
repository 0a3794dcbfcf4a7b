package io.gramme.simulation;

import io.gramme.antientropy.ReapRound;
import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.vnode.VnodeProtocol.Buried;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Looks for old tombstones in the partitions that a process owns, one round for each at a time. */
final class Reaper {

  /** Longer than any request may take, and any hint of it. */
  static final long GRACE_MILLIS = 12_000;

  private static final int LEAST_MILLIS = 1_000;
  private static final int MOST_MILLIS = 2_000;
  private static final int SLICE = 3;

  private final NodeProcess process;
  private final TreeSet<Integer> busy = new TreeSet<>();
  private final List<Reaping> rounds = new ArrayList<>();

  Reaper(NodeProcess process) {
    this.process = process;
  }

  void begin() {
    process.after(process.dice().between(LEAST_MILLIS, MOST_MILLIS), this::look);
  }

  private void look() {
    for (int partition : process.cluster().scenario().ring().partitionsOf(process.id())) {
      if (busy.contains(partition)) continue;
      List<Buried> found = old(partition);
      if (found.isEmpty()) continue;
      busy.add(partition);
      Reaping round = new Reaping(process, partition, found, this::ended);
      rounds.add(round);
      round.begin();
    }
    begin();
  }

  private void ended(Reaping round, ReapRound.Ending ending) {
    process.noteEverywhere("has reaped partition", round.partition(), ending.name());
    busy.remove(round.partition());
    rounds.remove(round);
  }

  void onReachable() {
    for (Reaping round : List.copyOf(rounds)) round.onReachable();
  }

  private List<Buried> old(int partition) {
    long before = process.machine().wallMillis() - GRACE_MILLIS;
    List<Buried> found = new ArrayList<>();
    for (Item item : process.cluster().scenario().items()) {
      if (item.partition() != partition || found.size() >= SLICE) continue;
      LocalRecord record = process.replica().record(item);
      boolean isOld = record.siblings().latestTime().millis() < before;
      if (isOld && record.siblings().isDeleted())
        found.add(new Buried(entry(item, record), record.terms().replicas()));
    }
    return found;
  }

  static LeafEntry entry(Item item, LocalRecord record) {
    return new LeafEntry(item.key(), EntryDigest.of(item.key(), record.siblings()).digest());
  }
}

package io.gramme.simulation;

import io.gramme.causality.Dot;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.coordination.WritePlan;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Durability;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.RecordRules.Change;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The vnodes of one process: real rules on a simulated disk. */
final class Replica {

  /** How much the clocks of two nodes may differ before a deadline means nothing. */
  static final long CLOCK_TOLERANCE_MILLIS = 2_000;

  /** Hears of a version that is stored, and its number. */
  interface MadeListener {
    void made(Siblings siblings, int number);
  }

  private final NodeProcess process;
  private final RecordRules rules;

  Replica(NodeProcess process, RecordRules rules) {
    this.process = process;
    this.rules = rules;
  }

  /** Hears what is there, and whether nothing means that nothing is there. */
  interface FoundListener {
    void found(Siblings siblings, boolean knows);
  }

  void get(Item item, long deadline, FoundListener found, Consumer<Reason> refused) {
    boolean knows = process.machine().knowledge().knows(item.partition());
    if (isStale(deadline)) refused.accept(Reason.STALE);
    else found.found(record(item).siblings(), knows);
  }

  /** Makes a version. */
  void make(
      Order order,
      Durability durability,
      long deadline,
      MadeListener made,
      Consumer<Reason> refused) {
    if (isStale(deadline)) {
      refused.accept(Reason.STALE);
      return;
    }
    Slot slot = process.machine().slot(order.item());
    WritePlan plan = order.plan();
    RecordRules.Stamp stamp =
        new RecordRules.Stamp(process.clock().now(), slot.incarnation(), process.dice()::bits);
    Change change = rules.make(slot.record(), plan.seen(), plan.payload(), plan.terms(), stamp);
    if (change instanceof Change.Refuse refusal) {
      refused.accept(refusal.why());
      return;
    }
    Optional<WriteFailure> refusal = slot.refusal();
    if (refusal.isPresent()) {
      refused.accept(reason(refusal.get()));
      return;
    }
    LocalRecord record = ((Change.Store) change).record();
    int number = noteMade(order, record);
    store(slot, record, durability, () -> made.made(record.siblings(), number), refused);
  }

  /** Has the oracle know of a version that was just made, wherever that was. */
  int noteMade(Order order, LocalRecord record) {
    int number = process.oracleOf(order.item()).made(version(record), order.seen());
    process.note(order.item(), "makes, having seen", number, order.seen());
    return number;
  }

  /** Takes in what somebody else holds. */
  void merge(
      Item item,
      Siblings siblings,
      Terms terms,
      Occasion occasion,
      Durability durability,
      long deadline,
      Runnable stored,
      Consumer<Reason> refused) {
    process.clock().observe(siblings.latestTime());
    if (isStale(deadline)) {
      refused.accept(Reason.STALE);
      return;
    }
    Slot slot = process.machine().slot(item);
    LocalRecord before = slot.record();
    LocalRecord after = ((Change.Store) rules.merge(before, siblings, terms, occasion)).record();
    process.note(
        item,
        "holds, because of",
        occasion.name(),
        process.oracleOf(item).numbersOf(after.siblings()));
    store(slot, after, durability, stored, refused);
  }

  LocalRecord record(Item item) {
    return process.machine().slot(item).record();
  }

  /** Stores again, synced, what is held exactly so, and says what was. */
  void confirm(
      List<LeafEntry> entries,
      long deadline,
      Consumer<List<LeafEntry>> confirmed,
      Consumer<Reason> refused) {
    eachExactly(
        entries,
        deadline,
        (slot, ended) -> slot.put(slot.record(), Durability.SYNC, ended),
        confirmed,
        refused);
  }

  /** Forgets the tombstones that are held exactly so. */
  void forget(
      List<LeafEntry> entries, long deadline, Runnable forgotten, Consumer<Reason> refused) {
    eachExactly(
        entries,
        deadline,
        (slot, ended) -> slot.delete(Durability.OS, ended),
        gone -> forgotten.run(),
        refused);
  }

  private void eachExactly(
      List<LeafEntry> entries,
      long deadline,
      BiConsumer<Slot, WriteListener> use,
      Consumer<List<LeafEntry>> done,
      Consumer<Reason> refused) {
    if (isStale(deadline)) {
      refused.accept(Reason.STALE);
      return;
    }
    List<LeafEntry> stored = new ArrayList<>();
    List<LeafEntry> open = new ArrayList<>();
    for (LeafEntry entry : entries) {
      Item item = process.cluster().itemOf(entry.key());
      if (record(item).siblings().isDeleted() && Reaper.entry(item, record(item)).equals(entry))
        open.add(entry);
    }
    if (open.isEmpty()) done.accept(List.of());
    for (LeafEntry entry : List.copyOf(open)) {
      Item item = process.cluster().itemOf(entry.key());
      Runnable end =
          () -> {
            open.remove(entry);
            if (open.isEmpty()) done.accept(List.copyOf(stored));
          };
      use.accept(
          process.machine().slot(item),
          listener(
              () -> {
                stored.add(entry);
                end.run();
              },
              why -> end.run()));
    }
  }

  private static WriteListener listener(Runnable stored, Consumer<WriteFailure> failed) {
    return new WriteListener() {
      @Override
      public void stored() {
        stored.run();
      }

      @Override
      public void failed(WriteFailure why) {
        failed.accept(why);
      }
    };
  }

  private void store(
      Slot slot,
      LocalRecord record,
      Durability durability,
      Runnable stored,
      Consumer<Reason> refused) {
    acknowledging(stored, refused, listener -> slot.put(record, durability, listener));
  }

  /** Writes, and answers when that is done. */
  void acknowledging(Runnable stored, Consumer<Reason> refused, Consumer<WriteListener> write) {
    boolean tooEarly = process.has(PlantedFault.ACKNOWLEDGE_BEFORE_STORING);
    if (tooEarly) stored.run();
    write.accept(
        listener(
            () -> {
              if (!tooEarly) stored.run();
            },
            why -> refused.accept(reason(why))));
  }

  boolean isStale(long deadline) {
    return process.machine().wallMillis() > deadline + CLOCK_TOLERANCE_MILLIS;
  }

  private static Version version(LocalRecord record) {
    Dot dot = new Dot(record.mint().actor(), record.mint().counter());
    return record.siblings().versions().stream()
        .filter(version -> version.dot().equals(dot))
        .findFirst()
        .orElseThrow();
  }

  static Reason reason(WriteFailure why) {
    return switch (why) {
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      default -> Reason.STORE_FAILED;
    };
  }
}

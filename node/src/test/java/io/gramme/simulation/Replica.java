package io.gramme.simulation;

import io.gramme.causality.Dot;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.coordination.WritePlan;
import io.gramme.model.Durability;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.RecordRules.Change;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.Optional;
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

  /** Says what is kept under a key for whomever. */
  void look(Item item, long deadline, FoundListener found, Consumer<Reason> refused) {
    if (isStale(deadline)) refused.accept(Reason.STALE);
    else found.found(process.machine().hinted(item), false);
  }

  /** Makes a version, at home or among the hints. */
  void make(
      Order order,
      Slot<?> slot,
      Durability durability,
      long deadline,
      MadeListener made,
      Consumer<Reason> refused) {
    if (isStale(deadline)) {
      refused.accept(Reason.STALE);
      return;
    }
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
    int number = process.oracleOf(order.item()).made(version(record), order.seen());
    process.note(order.item(), "makes, having seen", number, order.seen());
    store(slot, record, durability, () -> made.made(record.siblings(), number), refused);
  }

  /** Takes in what somebody else holds, at home or among the hints. */
  void merge(
      Item item,
      Slot<?> slot,
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

  private void store(
      Slot<?> slot,
      LocalRecord record,
      Durability durability,
      Runnable stored,
      Consumer<Reason> refused) {
    boolean tooEarly = process.has(PlantedFault.ACKNOWLEDGE_BEFORE_STORING);
    if (tooEarly) stored.run();
    WriteListener listener =
        new WriteListener() {
          @Override
          public void stored() {
            if (!tooEarly) stored.run();
          }

          @Override
          public void failed(WriteFailure why) {
            refused.accept(reason(why));
          }
        };
    slot.put(record, durability, listener);
  }

  private boolean isStale(long deadline) {
    return process.machine().wallMillis() > deadline + CLOCK_TOLERANCE_MILLIS;
  }

  private static Version version(LocalRecord record) {
    Dot dot = new Dot(record.mint().actor(), record.mint().counter());
    return record.siblings().versions().stream()
        .filter(version -> version.dot().equals(dot))
        .findFirst()
        .orElseThrow();
  }

  private static Reason reason(WriteFailure why) {
    return switch (why) {
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      default -> Reason.STORE_FAILED;
    };
  }
}

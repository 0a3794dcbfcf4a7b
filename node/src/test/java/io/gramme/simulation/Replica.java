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

  void get(Item item, long deadline, Consumer<Siblings> found, Consumer<Reason> refused) {
    if (isStale(deadline)) refused.accept(Reason.STALE);
    else found.accept(record(item).siblings());
  }

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
    WritePlan plan = order.plan();
    RecordRules.Stamp stamp =
        new RecordRules.Stamp(
            process.clock().now(), process.machine().incarnation(), process.dice()::bits);
    Change change =
        rules.make(record(order.item()), plan.seen(), plan.payload(), plan.terms(), stamp);
    if (change instanceof Change.Refuse refusal) {
      refused.accept(refusal.why());
      return;
    }
    Optional<WriteFailure> refusal = process.machine().records().refusal();
    if (refusal.isPresent()) {
      refused.accept(reason(refusal.get()));
      return;
    }
    LocalRecord record = ((Change.Store) change).record();
    int number = process.oracleOf(order.item()).made(version(record), order.seen());
    process.note(order.item(), "makes, having seen", number, order.seen());
    store(order.item(), record, durability, () -> made.made(record.siblings(), number), refused);
  }

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
    LocalRecord before = record(item);
    LocalRecord after = ((Change.Store) rules.merge(before, siblings, terms, occasion)).record();
    process.note(item, "holds", process.oracleOf(item).numbersOf(after.siblings()));
    store(item, after, durability, stored, refused);
  }

  LocalRecord record(Item item) {
    return process.machine().records().seen().getOrDefault(item.number(), LocalRecord.NONE);
  }

  private void store(
      Item item,
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
    process.machine().records().put(item.number(), record, durability, listener);
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

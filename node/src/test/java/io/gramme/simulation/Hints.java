package io.gramme.simulation;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.coordination.WritePlan;
import io.gramme.handoff.HintRules;
import io.gramme.handoff.HintRules.Decision;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** What one process keeps for others: real {@link HintRules} on a simulated disk. */
final class Hints {

  private static final long TICK_MILLIS = 500;

  private final NodeProcess process;
  private final HintRules rules;
  private final Debts debts;
  private final TreeMap<NodeId, Delivery> deliveries = new TreeMap<>();

  Hints(NodeProcess process) {
    this.process = process;
    this.rules = new HintRules(process.cluster().scenario().hints(), process.rules());
    this.debts = new Debts(process);
  }

  void begin() {
    for (HintPlace place : disk().seen().keySet()) delivery(place.home());
    tick();
  }

  private void tick() {
    debts.onTick();
    for (Delivery delivery : deliveries.values()) delivery.onTick();
    process.after(TICK_MILLIS, this::tick);
  }

  HintRules rules() {
    return rules;
  }

  Debts debts() {
    return debts;
  }

  void onReachable() {
    deliveries.values().forEach(Delivery::onReachable);
  }

  /** Takes in siblings for a home. */
  void keep(
      Item item,
      NodeId home,
      Siblings siblings,
      Terms terms,
      Durability durability,
      long deadline,
      Runnable stored,
      Consumer<Reason> refused) {
    process.clock().observe(siblings.latestTime());
    change(
        new HintPlace(home, item.number()),
        durability,
        deadline,
        before -> rules.keep(before, siblings, terms, now()),
        after -> stored,
        refused);
  }

  /** Makes a version in the place of a home. */
  void make(
      Order order,
      NodeId home,
      Durability durability,
      long deadline,
      Replica.MadeListener made,
      Consumer<Reason> refused) {
    WritePlan plan = order.plan();
    Stamp stamp =
        new Stamp(process.clock().now(), process.machine().hintIncarnation(), process.dice()::bits);
    change(
        new HintPlace(home, order.item().number()),
        durability,
        deadline,
        before -> rules.make(before, plan.seen(), plan.payload(), plan.terms(), stamp, now()),
        after -> {
          int number = process.replica().noteMade(order, after.record());
          return () -> made.made(after.record().siblings(), number);
        },
        refused);
  }

  private void change(
      HintPlace place,
      Durability durability,
      long deadline,
      Function<Hint, Decision> decide,
      Function<Hint, Runnable> done,
      Consumer<Reason> refused) {
    if (process.replica().isStale(deadline)) {
      refused.accept(Reason.STALE);
      return;
    }
    Hint before = disk().seen().getOrDefault(place, HintRules.nothing(now()));
    Decision decision = decide.apply(before);
    if (decision instanceof Decision.Refuse refusal) {
      refused.accept(refusal.why());
      return;
    }
    Hint after = ((Decision.Store) decision).hint();
    if (!hasRoom(place, after)) {
      refused.accept(Reason.HINTS_FULL);
      return;
    }
    if (disk().refusal().isPresent()) {
      refused.accept(Replica.reason(disk().refusal().get()));
      return;
    }
    delivery(place.home()).onKept(after.sinceMillis());
    Runnable stored = done.apply(after);
    process.note(
        item(place),
        "keeps for",
        place.home(),
        process.oracleOf(item(place)).numbersOf(after.record().siblings()));
    process
        .replica()
        .acknowledging(stored, refused, it -> disk().put(place, after, durability, it));
  }

  private boolean hasRoom(HintPlace place, Hint after) {
    long bytes = HintRules.bytesOf(item(place).key(), after);
    for (Map.Entry<HintPlace, Hint> each : disk().seen().entrySet()) {
      if (!each.getKey().equals(place))
        bytes += HintRules.bytesOf(item(each.getKey()).key(), each.getValue());
    }
    boolean hasRoom = bytes <= rules.settings().bytesLimit();
    if (!hasRoom) process.note(item(place), "has no room for hints for", place.home());
    return hasRoom;
  }

  /** Says what is kept under a key, for whomever. */
  void look(Item item, long deadline, Replica.FoundListener found, Consumer<Reason> refused) {
    if (process.replica().isStale(deadline)) refused.accept(Reason.STALE);
    else found.found(process.machine().hinted(item), false);
  }

  /** Says how many hints there are for a partition; one whose removal is under way is one. */
  void count(int partition, long deadline, LongConsumer asker) {
    if (process.replica().isStale(deadline)) return;
    Set<HintPlace> places = new HashSet<>(disk().seen().keySet());
    places.addAll(disk().written().keySet());
    long count = places.stream().filter(place -> item(place).partition() == partition).count();
    asker.accept(process.has(PlantedFault.REAP_WITH_HINTS_OUTSTANDING) ? 0 : count);
  }

  /** For good, once a replica has it on its disk: the power must not bring it back either. */
  void remove(HintPlace place) {
    process.note(item(place), "lets go what it kept for", place.home());
    Hint gone = disk().seen().getOrDefault(place, HintRules.nothing(now()));
    process.cluster().oracle().letGo(item(place), gone.record().siblings());
    disk().delete(place, Durability.SYNC, Nobody.LISTENS);
  }

  Item item(HintPlace place) {
    return process.cluster().scenario().items().get(place.item());
  }

  Disk<HintPlace, Hint> disk() {
    return process.machine().hints();
  }

  private Delivery delivery(NodeId home) {
    return deliveries.computeIfAbsent(home, any -> new Delivery(process, this, home));
  }

  private long now() {
    return process.machine().wallMillis();
  }

  /** For writes of which nobody waits to hear. */
  enum Nobody implements WriteListener {
    LISTENS;

    @Override
    public void stored() {}

    @Override
    public void failed(WriteFailure why) {}
  }
}

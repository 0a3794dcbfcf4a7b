package io.gramme.simulation;

import io.gramme.causality.Context;
import io.gramme.causality.Events;
import io.gramme.causality.Siblings;
import io.gramme.coordination.ReadOutcome;
import io.gramme.coordination.WriteOutcome;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import java.util.HashMap;
import java.util.Map;

/** Reads and writes, one thing after another; carries contexts, and tries elsewhere if refused. */
final class Client {

  static final long TIMEOUT_MILLIS = 2_000;

  private static final int MOST_TRIES = 4;
  private static final int MOST_THINKING_MILLIS = 500;

  /** What a client brings along, and what it truly has seen. */
  private record Held(Context context, Events seen) {
    static final Held NOTHING = new Held(Context.BLIND, Events.NONE);
  }

  private final int number;
  private final Cluster cluster;
  private final Dice dice;
  private final Workload workload;
  private final Availability availability;
  private final Map<Integer, Held> held = new HashMap<>();

  /** Whatever the client waits for has this number; what comes later is not for it any more. */
  private long attempt;

  Client(int number, Cluster cluster, Dice dice, Workload workload, Availability availability) {
    this.number = number;
    this.cluster = cluster;
    this.dice = dice;
    this.workload = workload;
    this.availability = availability;
  }

  /** Thinks a while, then does the next thing, as long as there is any. */
  void goOn() {
    attempt++;
    if (!workload.takeOne()) return;
    cluster
        .timeline()
        .after(workload.restMillis() + dice.between(1, MOST_THINKING_MILLIS), this::act);
  }

  private void act() {
    Item item = dice.any(cluster.scenario().items());
    int chance = dice.below(100);
    if (chance < 40) read(item, MOST_TRIES);
    else if (chance < 75) write(item, value(item), heldOf(item), MOST_TRIES);
    else if (chance < 85) write(item, value(item), Held.NOTHING, MOST_TRIES);
    else write(item, new Tombstone(), chance < 98 ? heldOf(item) : Held.NOTHING, MOST_TRIES);
  }

  private Held heldOf(Item item) {
    return held.getOrDefault(item.number(), Held.NOTHING);
  }

  private Payload value(Item item) {
    return Value.text("client " + number + ", write " + workload.nextTag());
  }

  private void read(Item item, int tries) {
    Machine machine = anyMachine();
    Events earlier = cluster.oracle().of(item).acknowledged();
    Calm calm = cluster.calmOf(item);
    note(item, "reads at", machine.id());
    long mine = await(() -> goOn());
    if (!machine.isUp()) again(mine, tries, () -> read(item, tries - 1));
    machine.deliver(
        process ->
            process.read(
                item,
                cluster.readPlan(item),
                TIMEOUT_MILLIS,
                outcome -> {
                  if (mine != attempt) return;
                  if (outcome instanceof ReadOutcome.Refused refused) {
                    note(item, "is refused the read:", refused.why());
                    again(mine, tries, () -> read(item, tries - 1));
                  } else {
                    take(item, outcome, earlier, calm);
                    goOn();
                  }
                }));
  }

  private void take(Item item, ReadOutcome outcome, Events earlier, Calm calm) {
    KeyHistory history = cluster.oracle().of(item);
    Siblings siblings = Siblings.NONE;
    if (outcome instanceof ReadOutcome.Found found) {
      siblings = found.siblings();
      keep(item, siblings, found.context());
    }
    note(item, "reads", history.numbersOf(siblings));
    boolean maySayMore = siblings.isEmpty() || calm.lastedUntil(cluster.calmOf(item));
    if (item.habit().readsWhatWasWritten() && maySayMore) history.checkFresh(siblings, earlier);
  }

  private void keep(Item item, Siblings siblings, Context context) {
    Events known = cluster.oracle().of(item).show(siblings, context);
    held.put(item.number(), new Held(context, known));
  }

  private void write(Item item, Payload payload, Held with, int tries) {
    Machine machine = anyMachine();
    note(item, "writes, having seen", with.seen(), "at", machine.id());
    long now = cluster.timeline().nowMillis();
    boolean isOwed = availability.isOwed(item, machine);
    long mine =
        await(
            () -> {
              availability.onRefused(item, isOwed, now, "no answer");
              goOn();
            });
    if (!machine.isUp()) again(mine, tries, () -> write(item, payload, with, tries - 1));
    Order order =
        new Order(item, cluster.writePlan(item, with.context().seen(), payload), with.seen());
    machine.deliver(
        process ->
            process.write(
                order,
                with.context().fastest(),
                TIMEOUT_MILLIS,
                (outcome, made) -> {
                  if (mine != attempt) return;
                  if (outcome instanceof WriteOutcome.Written written) {
                    note(item, "has written", made);
                    keep(item, written.siblings(), written.context());
                    goOn();
                  } else {
                    note(item, "is refused the write:", outcome);
                    boolean isOurFault =
                        outcome instanceof WriteOutcome.Refused refused
                            && Availability.isOfTheClient(refused.why());
                    if (!isOurFault) availability.onRefused(item, isOwed, now, outcome.toString());
                    again(mine, tries, () -> write(item, payload, with, tries - 1));
                  }
                }));
  }

  /** Gives up waiting after a while: the node may have died with the answer. */
  private long await(Runnable ifSilent) {
    long mine = ++attempt;
    cluster
        .timeline()
        .after(
            TIMEOUT_MILLIS + MOST_THINKING_MILLIS,
            () -> {
              if (mine == attempt) ifSilent.run();
            });
    return mine;
  }

  private void again(long mine, int tries, Runnable next) {
    if (mine != attempt) return;
    if (tries <= 1) goOn();
    else cluster.timeline().after(dice.between(1, 50), next);
    attempt++;
  }

  private Machine anyMachine() {
    NodeId node = dice.any(cluster.scenario().nodes());
    return cluster.machine(node);
  }

  private void note(Item item, String what, Object... details) {
    Object[] all = new Object[details.length + 1];
    all[0] = "client " + number;
    for (int i = 0; i < details.length; i++) {
      boolean hashesAlike = details[i] instanceof Events || details[i] instanceof Number;
      all[i + 1] = hashesAlike ? details[i] : details[i].toString();
    }
    cluster.trace().note(item.number(), what, all);
  }
}

package io.gramme.simulation;

import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.Knowledge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What stays of a node when its process ends: its name, its disks, its clock, its luck. */
final class Machine {

  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final NodeId id;
  private final Cluster cluster;
  private final Dice dice;
  private final Disk<Integer, LocalRecord> records;
  private final Disk<HintPlace, Hint> hints;
  private final Disk<Range, Boolean> owed;
  private final Deque<Runnable> heldBack = new ArrayDeque<>();

  /** The one that lives, or nobody. */
  private List<NodeProcess> process = List.of();

  private boolean isPaused;
  private boolean isFull;
  private boolean isSlow;
  private int failuresPerMille;
  private long skewMillis;
  private long incarnation;
  private long hintIncarnation;
  private Knowledge knowledge = Knowledge.ofEverything();
  private int wipes;
  private long wipedMillis = -1;
  private boolean closedCleanly;

  Machine(NodeId id, Cluster cluster, Dice dice) {
    this.id = id;
    this.cluster = cluster;
    this.dice = dice;
    this.records = new Disk<>(new Records(), dice.split());
    this.hints = new Disk<>(new Kept(), dice.split());
    this.owed = new Disk<>(new Owed(), dice.split());
  }

  NodeId id() {
    return id;
  }

  Disk<Integer, LocalRecord> records() {
    return records;
  }

  long wallMillis() {
    return EPOCH_MILLIS + cluster.timeline().nowMillis() + skewMillis;
  }

  Disk<HintPlace, Hint> hints() {
    return hints;
  }

  /** Whose partitions are to be compared since nobody keeps what they missed. */
  Disk<Range, Boolean> owed() {
    return owed;
  }

  /** Where this machine's replica of a key is. */
  Slot slot(Item item) {
    return new Slot(records, item.number(), incarnation);
  }

  /** Of the database of hints now. */
  long hintIncarnation() {
    return hintIncarnation;
  }

  /** Whether "nothing there" is to be believed. */
  Knowledge knowledge() {
    return knowledge;
  }

  /** How often this machine has got a new disk. */
  int wipes() {
    return wipes;
  }

  /** When that was last, -1 for never. */
  long wipedMillis() {
    return wipedMillis;
  }

  /** What is kept of a key for others. */
  Siblings hinted(Item item) {
    return hinted(item, hints.seen());
  }

  private static Siblings hinted(Item item, Map<HintPlace, Hint> all) {
    Siblings hinted = Siblings.NONE;
    for (Map.Entry<HintPlace, Hint> hint : all.entrySet()) {
      if (hint.getKey().item() == item.number())
        hinted = hinted.merge(hint.getValue().record().siblings());
    }
    return hinted;
  }

  /** What this machine has of a key, wherever it keeps it. */
  Siblings holds(Item item) {
    return remains(records.seen(), hints.seen()).siblings(item);
  }

  /** Everything that this machine has of a key, or may have again if it loses its power. */
  List<Siblings> mayHold(Item item) {
    List<Siblings> all = new ArrayList<>(List.of(holds(item)));
    records.anyAt(item.number()).forEach(record -> all.add(record.siblings()));
    for (NodeId home : cluster.scenario().nodes()) {
      hints
          .anyAt(new HintPlace(home, item.number()))
          .forEach(it -> all.add(it.record().siblings()));
    }
    return all;
  }

  private static Oracle.Remains remains(
      Map<Integer, LocalRecord> records, Map<HintPlace, Hint> hints) {
    return item ->
        records.getOrDefault(item.number(), LocalRecord.NONE).siblings().merge(hinted(item, hints));
  }

  /** One that is struck off, but not on the disk yet, is settled once more after a restart. */
  boolean owesAnything() {
    return process.stream().anyMatch(one -> !one.hints().debts().isEmpty());
  }

  boolean isUp() {
    return !process.isEmpty();
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Whether it would answer now. */
  boolean isAwake() {
    return isUp() && !isPaused;
  }

  /** Whether it writes quickly, and never in vain. */
  boolean hasGoodDisk() {
    return failuresPerMille == 0 && !isSlow;
  }

  boolean isFull() {
    return isFull;
  }

  // What reaches the process.

  /** To whoever lives here when it comes. */
  void deliver(Consumer<NodeProcess> message) {
    for (NodeProcess addressee : process) deliver(addressee, () -> message.accept(addressee));
  }

  /** To this process and no later one; a paused one finds it when it wakes. */
  void deliver(NodeProcess addressee, Runnable message) {
    if (!process.contains(addressee)) return;
    if (isPaused) heldBack.add(() -> deliver(addressee, message));
    else message.run();
  }

  // What befalls the machine.

  void start() {
    if (isUp()) return;
    if (!closedCleanly && !cluster.has(PlantedFault.REUSE_DOT_AFTER_LOST_TAIL)
        || incarnation == 0) {
      incarnation = freshIncarnation();
      hintIncarnation = freshIncarnation();
    }
    closedCleanly = false;
    cluster.trace().note(Trace.EVERYTHING, "starts", id);
    NodeProcess started = new NodeProcess(this, cluster, dice.split());
    process = List.of(started);
    started.begin();
  }

  void pause() {
    if (!isAwake()) return;
    cluster.trace().note(Trace.EVERYTHING, "is paused", id);
    isPaused = true;
  }

  void resume() {
    if (!isPaused) return;
    cluster.trace().note(Trace.EVERYTHING, "goes on", id);
    isPaused = false;
    List<Runnable> missed = new ArrayList<>(heldBack);
    heldBack.clear();
    missed.forEach(Runnable::run);
  }

  /** kill -9: what was written stays. Refused if that would lose an acknowledged write. */
  void crash() {
    if (!isUp() || !survives(records.written(), hints.written())) return;
    cluster.trace().note(Trace.EVERYTHING, "is killed", id);
    end();
    records.crash(dice.chance(500));
    hints.crash(dice.chance(500));
    owed.crash(dice.chance(500));
  }

  /** The power fails: the end of what was not synced is lost; likewise refused. */
  void losePower() {
    int left = dice.between(0, records.unsynced());
    int leftOfHints = dice.between(0, hints.unsynced());
    if (!survives(records.after(left), hints.after(leftOfHints))) return;
    int lost = records.unsynced() + hints.unsynced() - left - leftOfHints;
    cluster.trace().note(Trace.EVERYTHING, "loses its power and changes", id, lost);
    end();
    records.losePower(left);
    hints.losePower(leftOfHints);
    owed.losePower(dice.between(0, owed.unsynced()));
    closedCleanly = false;
  }

  private boolean survives(Map<Integer, LocalRecord> recordsLeft, Map<HintPlace, Hint> hintsLeft) {
    return cluster.oracle().survives(id, remains(recordsLeft, hintsLeft));
  }

  void stopCleanly() {
    if (!isUp()) return;
    cluster.trace().note(Trace.EVERYTHING, "is stopped", id);
    end();
    records.close();
    hints.close();
    owed.close();
    closedCleanly = true;
  }

  /** A new disk; refused if that would lose an acknowledged write. */
  void wipe() {
    if (!cluster.oracle().survives(id, item -> Siblings.NONE)) return;
    cluster.trace().note(Trace.EVERYTHING, "is wiped", id);
    end();
    records.wipe();
    hints.wipe();
    owed.wipe();
    for (Item item : cluster.scenario().items()) cluster.oracle().of(item).wiped(id);
    wipes++;
    wipedMillis = cluster.timeline().nowMillis();
    boolean claims = cluster.has(PlantedFault.WIPED_REPLICA_CLAIMS_TO_KNOW);
    knowledge = claims ? Knowledge.ofEverything() : Knowledge.ofNothing();
    closedCleanly = false;
  }

  private void end() {
    process = List.of();
    isPaused = false;
    heldBack.clear();
  }

  void fill(boolean full) {
    cluster.trace().note(Trace.EVERYTHING, full ? "has a full disk" : "has room again", id);
    isFull = full;
  }

  void failBatches(int perMille) {
    cluster.trace().note(Trace.EVERYTHING, "fails batches, per mille", id, perMille);
    failuresPerMille = perMille;
  }

  void slowDown(int millis) {
    cluster.trace().note(Trace.EVERYTHING, "has a disk that takes up to ms", id, millis);
    isSlow = millis > Disk.USUAL_MILLIS;
    records.slowness(millis);
    hints.slowness(millis);
  }

  void skew(long millis) {
    cluster.trace().note(Trace.EVERYTHING, "has a clock that is off by ms", id, millis);
    skewMillis = millis;
  }

  private long freshIncarnation() {
    return dice.bits() | 1;
  }

  private abstract class Surroundings<K, V> implements Disk.Surroundings<K, V> {

    @Override
    public void after(long millis, Runnable event) {
      List<NodeProcess> writers = process;
      cluster.timeline().after(millis, () -> writers.forEach(writer -> deliver(writer, event)));
    }

    @Override
    public boolean isFull() {
      return isFull;
    }

    void kept(int number, LocalRecord record, Durability durability) {
      Item item = cluster.scenario().items().get(number);
      cluster.oracle().of(item).kept(id, record.siblings(), durability);
    }
  }

  private final class Records extends Surroundings<Integer, LocalRecord> {

    @Override
    public boolean fails(Map<Integer, LocalRecord> wouldRemain) {
      return dice.chance(failuresPerMille) && survives(wouldRemain, hints.seen());
    }

    @Override
    public void failed() {
      cluster.trace().note(Trace.EVERYTHING, "fails to write a batch", id);
      incarnation = freshIncarnation();
    }

    @Override
    public void kept(Integer number, LocalRecord record, Durability durability) {
      kept(number.intValue(), record, durability);
    }
  }

  private final class Kept extends Surroundings<HintPlace, Hint> {

    @Override
    public boolean fails(Map<HintPlace, Hint> wouldRemain) {
      return dice.chance(failuresPerMille) && survives(records.seen(), wouldRemain);
    }

    @Override
    public void failed() {
      cluster.trace().note(Trace.EVERYTHING, "fails to write a batch of hints", id);
      hintIncarnation = freshIncarnation();
    }

    @Override
    public void kept(HintPlace place, Hint hint, Durability durability) {
      kept(place.item(), hint.record(), durability);
    }
  }

  private final class Owed extends Surroundings<Range, Boolean> {

    @Override
    public boolean fails(Map<Range, Boolean> wouldRemain) {
      return dice.chance(failuresPerMille);
    }

    @Override
    public void failed() {
      cluster.trace().note(Trace.EVERYTHING, "fails to write down a debt", id);
    }

    @Override
    public void kept(Range range, Boolean isOwed, Durability durability) {}
  }
}

package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.machine.Step;
import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import io.gramme.ring.Stage;
import io.gramme.transfer.HandoverRound.Finished;
import io.gramme.transfer.HandoverRound.Pace;
import io.gramme.transfer.HandoverRound.Plan;
import io.gramme.transfer.HandoverRound.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One hand-over on one thread, from one seed: three nodes keep a partition, a fourth gains it, and
 * coordinators that may not have heard of the joint stage write to two of the three. Messages are
 * lost, doubled and late, and every node crashes.
 */
final class HandoverSimulation implements HandoverEffect.Shell {

  private static final NodeId GAINER = new NodeId("dan");
  private static final List<NodeId> HOLDERS =
      List.of(new NodeId("ann"), new NodeId("bob"), new NodeId("cat"));
  private static final Plan PLAN =
      new Plan(
          GAINER,
          HOLDERS,
          new Pace(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(2)));
  private static final int WRITES_NEEDED = 2;

  /** Who keeps the partition so far. */
  private static final class Holder {
    final TreeSet<Integer> keys = new TreeSet<>();
    boolean isUp = true;
    Stage adopted = Stage.PENDING;
    Stage fence = Stage.PENDING;
  }

  private final Random dice;
  private final Map<NodeId, Holder> holders = new TreeMap<>();
  private final List<Runnable> inFlight = new ArrayList<>();

  private final TreeSet<Integer> stored = new TreeSet<>();
  private final Set<Integer> acknowledged = new TreeSet<>();
  private final Set<Long> compared = new TreeSet<>();
  private Checkpoint saved = Checkpoint.START;
  private Optional<Mark> mark = Optional.empty();
  private Stage stage = Stage.PENDING;
  private boolean othersReady;

  private HandoverRound round = new Finished();
  private boolean timer;
  private long incarnation;
  private boolean isCalm;
  private int nextKey;

  HandoverSimulation(long seed) {
    dice = new Random(seed);
    for (NodeId node : HOLDERS) holders.put(node, new Holder());
  }

  /** Runs through trouble, then until it has settled in calm. */
  void run(int troubles) {
    for (int i = 0; i < 20; i++) write();
    restart();
    for (int i = 0; i < troubles; i++) trouble();
    isCalm = true;
    othersReady = true;
    for (Holder holder : holders.values()) holder.isUp = true;
    take(round.onReachable(Set.copyOf(HOLDERS)));
    for (int i = 0; i < 20_000 && !(round instanceof Finished); i++) step();
    assertThat(round).as("the hand-over ends").isInstanceOf(Finished.class);
    assertThat(saved).as("its checkpoint is gone").isEqualTo(Checkpoint.START);
    for (int i = 0; i < 20; i++) write();
    assertThat(stored).as("who gained it has all that was acknowledged").containsAll(acknowledged);
  }

  private void trouble() {
    switch (dice.nextInt(12)) {
      case 0 -> crash(holders.get(anyHolder()));
      case 1 -> holders.values().forEach(holder -> holder.isUp |= dice.nextBoolean());
      case 2 -> {
        if (dice.nextInt(4) == 0) restart();
      }
      case 3 -> take(round.onReachable(reachable()));
      case 4 -> othersReady |= dice.nextInt(5) == 0;
      case 5, 6 -> write();
      default -> step();
    }
  }

  /** A fence is forgotten, and the stage on disk is the first that is adopted again. */
  private void crash(Holder holder) {
    holder.isUp = false;
    holder.fence = holder.adopted;
  }

  private void restart() {
    incarnation++;
    timer = false;
    compared.clear();
    take(HandoverRound.begin(PLAN, saved, new Sight(stage, mark), reachable()));
  }

  private Set<NodeId> reachable() {
    return HOLDERS.stream().filter(node -> holders.get(node).isUp).collect(Collectors.toSet());
  }

  private NodeId anyHolder() {
    return HOLDERS.get(dice.nextInt(HOLDERS.size()));
  }

  /** A write by somebody who believes the partition pending. */
  private void write() {
    int key = dice.nextBoolean() ? nextKey++ : nextKey++ + 1_000 * dice.nextInt(8);
    int answers = 0;
    for (Holder holder : holders.values()) {
      if (!holder.isUp || holder.fence != Stage.PENDING || lost()) continue;
      holder.keys.add(key);
      answers++;
    }
    if (answers >= WRITES_NEEDED) acknowledged.add(key);
  }

  private void step() {
    gossip();
    if (timer && (inFlight.isEmpty() || dice.nextInt(8) == 0)) {
      timer = false;
      take(round.onMoment());
    } else if (!inFlight.isEmpty()) {
      inFlight.remove(dice.nextInt(inFlight.size())).run();
    }
  }

  private void gossip() {
    if (mark.isPresent() && othersReady && stage == Stage.PENDING) stage = Stage.JOINT;
    if (mark.equals(Optional.of(Mark.COMPLETE)) && stage == Stage.JOINT) {
      if (isCalm || dice.nextInt(20) == 0) stage = Stage.SETTLED;
    }
    for (Holder holder : holders.values()) {
      if (holder.isUp && dice.nextInt(4) == 0) adopt(holder);
    }
    if (dice.nextInt(3) == 0) take(round.onSight(new Sight(stage, mark)));
  }

  private void adopt(Holder holder) {
    holder.adopted = stage;
  }

  private boolean lost() {
    return !isCalm && dice.nextInt(5) == 0;
  }

  /** A message to this incarnation: at some time, perhaps twice, perhaps never. */
  private void send(Runnable message) {
    long now = incarnation;
    int copies = lost() ? 0 : dice.nextInt(10) == 0 ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      inFlight.add(
          () -> {
            if (now == incarnation) message.run();
          });
    }
  }

  private void take(Step<HandoverRound, HandoverEffect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  @Override
  public void wantTurn() {
    sendSurely(() -> take(round.onTurn()));
  }

  @Override
  public void yieldTurn() {}

  private void sendSurely(Runnable message) {
    long now = incarnation;
    inFlight.add(
        () -> {
          if (now == incarnation) message.run();
        });
  }

  @Override
  public void fetch(long number, NodeId source, Blob after) {
    assertThat(after).as("fetching goes on at the checkpoint").isEqualTo(saved.last());
    fetchNext(number, source, after);
  }

  private void fetchNext(long number, NodeId source, Blob after) {
    sendSurely(
        () -> {
          Holder holder = holders.get(source);
          if (!holder.isUp || lost()) {
            take(round.onFailed(number, "no answer"));
            return;
          }
          int from = after.size() == 0 ? -1 : Integer.parseInt(after.text());
          List<Integer> keys = holder.keys.tailSet(from, false).stream().limit(3).toList();
          boolean isEnd = holder.keys.tailSet(from, false).size() <= 3;
          Blob last = keys.isEmpty() ? after : Blob.utf8("" + keys.get(keys.size() - 1));
          stored.addAll(keys);
          take(
              round.onStored(
                  number, new Checkpoint.Stored(last, isEnd, keys.size(), keys.size(), -1)));
          if (!isEnd) fetchNext(number, source, last);
        });
  }

  @Override
  public void stopFetching() {}

  @Override
  public void save(Checkpoint checkpoint) {
    saved = checkpoint;
  }

  @Override
  public void forget() {
    saved = Checkpoint.START;
  }

  @Override
  public void compare(long number) {
    send(
        () -> {
          if (!reachable().containsAll(HOLDERS)) return;
          if (compared.add(number)) exchange();
          send(() -> take(round.onCompared(number)));
        });
  }

  private void exchange() {
    holders.values().forEach(holder -> stored.addAll(holder.keys));
    holders.values().forEach(holder -> holder.keys.addAll(stored));
  }

  @Override
  public void publish(Mark next) {
    if (next == Mark.COMPLETE && mark.filter(known -> known == next).isEmpty()) {
      assertThat(holders.values())
          .as("all are fenced")
          .allMatch(each -> each.fence != Stage.PENDING);
      assertThat(stored).as("nothing acknowledged is missing").containsAll(acknowledged);
    }
    if (lost()) return;
    mark = mark.filter(known -> known.compareTo(next) >= 0).or(() -> Optional.of(next));
  }

  @Override
  public void fence(NodeId node) {
    send(
        () -> {
          Holder holder = holders.get(node);
          if (!holder.isUp) return;
          if (holder.adopted == Stage.PENDING) {
            send(() -> take(round.onNotFenced(node, "NOT_YET")));
            return;
          }
          if (holder.fence == Stage.PENDING) holder.fence = Stage.JOINT;
          send(() -> take(round.onFenced(node)));
        });
  }

  @Override
  public void await(Duration time) {
    timer = true;
  }
}

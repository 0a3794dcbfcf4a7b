package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord.Write;
import io.gramme.causality.LocalRecord.Written;
import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One key on a few replicas, with clients, disks and a network, on one thread and from one seed.
 *
 * <p>Beside everything that the store would hold goes the set of writes that it truly amounts to,
 * kept by {@link TrueHistory}; after each step the two are compared as {@link Promise} says. A
 * failure tells the story that led to it.
 */
final class Simulation {

  /** What is expected of siblings, given the writes that a replica or reader truly knows. */
  enum Promise {
    /** Siblings are exactly the writes that no other known writer had seen. */
    EXACT,
    /** As exact, but for false siblings: vectors are too short to name everything seen. */
    NO_LOSS,
    /** Only the newest of all known writes is left. */
    LAST_WRITE_WINS
  }

  private static final int HELD_CONTEXTS = 6;
  private static final int MOST_IN_FLIGHT = 40;

  /** Siblings somewhere, and the writes that they truly amount to. */
  private record Knowledge(Siblings siblings, Events known) {}

  /** What one disk held at one moment. */
  private record DiskState(LocalRecord record, Events known) {
    static final DiskState EMPTY = new DiskState(LocalRecord.NONE, Events.NONE);
  }

  private record Message(Knowledge knowledge, int to) {}

  /** What a client brings along, and what it truly has seen. */
  private record HeldContext(String text, Events seen) {
    static final HeldContext BLIND = new HeldContext(Context.BLIND.encoded(), Events.NONE);
  }

  private static final class Replica {
    final List<DiskState> past = new ArrayList<>();
    DiskState disk = DiskState.EMPTY;
    long incarnation;
    long clockSkewMillis;
  }

  private final Random random;
  private final Promise promise;
  private final int vectorLimit;
  private final TrueHistory history = new TrueHistory();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<HeldContext> contexts = new ArrayList<>();
  private final List<Message> inFlight = new ArrayList<>();
  private final List<Message> hints = new ArrayList<>();
  private final List<String> story = new ArrayList<>();

  Simulation(long seed, Promise promise, int vectorLimit) {
    this.random = new Random(seed);
    this.promise = promise;
    this.vectorLimit = vectorLimit;
    int count = 3 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      replicas.add(new Replica());
      beginIncarnation(i);
    }
    for (int i = 0; i < HELD_CONTEXTS; i++) contexts.add(HeldContext.BLIND);
  }

  Simulation run(int steps) {
    for (int i = 0; i < steps; i++) step();
    history.checkEveryPair(promise == Promise.EXACT, story);
    return this;
  }

  /** Everything that any disk held at any time, oldest first for each. */
  List<Siblings> statesEverHeld() {
    return replicas.stream()
        .flatMap(replica -> replica.past.stream())
        .map(state -> state.record().siblings())
        .toList();
  }

  /** Delivers all that is under way, lets everybody talk to everybody, and compares. */
  void settle() {
    inFlight.addAll(hints);
    while (!inFlight.isEmpty()) receive(inFlight.remove(random.nextInt(inFlight.size())));
    for (int round = 0; round < replicas.size(); round++) {
      for (int from = 0; from < replicas.size(); from++) {
        for (int to = 0; to < replicas.size(); to++) {
          if (from != to) receive(new Message(shared(from), to));
        }
      }
    }
    Siblings first = shared(0).siblings();
    for (int i = 1; i < replicas.size(); i++) {
      assertThat(shared(i).siblings()).as("replica %d in the end; %s", i, story).isEqualTo(first);
    }
  }

  private void step() {
    int at = random.nextInt(replicas.size());
    switch (random.nextInt(24)) {
      case 0, 1 -> write(at, HeldContext.BLIND);
      case 2, 3, 4, 5, 6 -> write(at, anyOf(contexts));
      case 7, 8, 9 -> read();
      case 10, 11, 12, 13 -> send(inFlight, "sends", at, anyReplicaBut(at));
      case 14, 15, 16, 17 -> deliver(inFlight);
      case 18 -> readRepair();
      case 19 -> send(hints, "hints", at, anyReplicaBut(at));
      case 20 -> deliver(hints);
      case 21 -> handOff(at, anyReplicaBut(at));
      case 22 -> restart(at);
      default -> loseSomething(at);
    }
  }

  private void write(int at, HeldContext context) {
    Replica replica = replicas.get(at);
    Payload payload =
        random.nextInt(4) == 0 ? new Tombstone() : Value.text("v" + history.versions().size());
    HybridTime now = HybridTime.ofMillis(story.size() + replica.clockSkewMillis);
    VersionVector seen = Context.decode(context.text()).seen();
    Written written =
        replica
            .disk
            .record()
            .write(
                new Write(seen, payload, now, vectorLimit), replica.incarnation, random::nextLong);
    int number = history.add(written.version(), context.seen());
    story.add(at + " makes " + number + " having seen " + context.seen());
    Events known = replica.disk.known().and(context.seen()).and(number);
    store(at, new DiskState(written.record(), known));
    if (random.nextInt(3) == 0) show(shared(at));
    if (random.nextInt(2) == 0) send(inFlight, "sends", at, anyReplicaBut(at));
  }

  private void read() {
    show(merged(anyReplicas()));
  }

  /** A client keeps what it was shown, for a write that may come soon, late or never. */
  private void show(Knowledge shown) {
    check("a reader", shown);
    String text = new Context(shown.siblings().seen(), "ann").encoded();
    contexts.set(random.nextInt(HELD_CONTEXTS), new HeldContext(text, shown.known()));
  }

  private void readRepair() {
    List<Integer> asked = anyReplicas();
    Knowledge answer = merged(asked);
    for (int to : asked) receive(new Message(answer, to));
  }

  /**
   * Siblings travel whole. A replica that was sent only the newest version of two blind writes, a:2
   * without a:1, would tell its readers that they had seen a:1, since a vector has no gaps; the
   * next write of such a reader would silently overwrite a:1.
   */
  private void send(List<Message> bag, String how, int from, int to) {
    if (bag.size() >= MOST_IN_FLIGHT) return;
    story.add(from + " " + how + " to " + to);
    bag.add(new Message(shared(from), to));
  }

  /** Any message, however old, is delivered, delivered and kept for another time, or lost. */
  private void deliver(List<Message> bag) {
    if (bag.isEmpty()) return;
    int which = random.nextInt(bag.size());
    int fate = random.nextInt(6);
    if (fate != 0) receive(bag.get(which));
    if (fate < 4) bag.remove(which);
  }

  private void receive(Message message) {
    DiskState before = replicas.get(message.to()).disk;
    Siblings siblings = overTheWire(message.knowledge().siblings());
    Events known = before.known().and(message.knowledge().known());
    story.add(message.to() + " hears " + history.numbersOf(siblings));
    store(message.to(), new DiskState(before.record().merge(siblings), known));
  }

  /** The key moves away, and its record goes without the store having lost anything. */
  private void handOff(int from, int to) {
    receive(new Message(shared(from), to));
    story.add(from + " hands off to " + to);
    store(from, DiskState.EMPTY);
  }

  private void restart(int at) {
    DiskState disk = replicas.get(at).disk;
    story.add(at + " restarts cleanly");
    store(at, new DiskState(LocalRecord.fromBytes(disk.record().toBytes()), disk.known()));
  }

  /** A lost log tail, a backup (its own or another's), or an empty disk: a new incarnation. */
  private void loseSomething(int at) {
    List<DiskState> own = replicas.get(at).past;
    List<DiskState> anothers = replicas.get(anyReplicaBut(at)).past;
    beginIncarnation(at);
    switch (random.nextInt(6)) {
      case 0 -> goBack(at, "is wiped", List.of(DiskState.EMPTY));
      case 1 -> goBack(at, "gets a backup", own);
      case 2 -> goBack(at, "gets another's backup", anothers);
      default -> goBack(at, "loses its tail", own.subList(Math.max(0, own.size() - 4), own.size()));
    }
  }

  private void goBack(int at, String how, List<DiskState> choices) {
    DiskState state = choices.isEmpty() ? DiskState.EMPTY : anyOf(choices);
    story.add(at + " " + how + ", knows " + state.known());
    store(at, state);
  }

  private void beginIncarnation(int at) {
    replicas.get(at).incarnation = random.nextLong();
    replicas.get(at).clockSkewMillis = random.nextInt(50);
  }

  private void store(int at, DiskState state) {
    LocalRecord record =
        promise == Promise.LAST_WRITE_WINS ? state.record().newestOnly() : state.record();
    replicas.get(at).disk = new DiskState(record, state.known());
    replicas.get(at).past.add(replicas.get(at).disk);
    check("replica " + at, shared(at));
  }

  private void check(String who, Knowledge knowledge) {
    Events held = history.numbersOf(knowledge.siblings());
    Events claimed = history.claimedBy(knowledge.siblings().seen());
    Events maximal = history.maximal(knowledge.known());
    assertThat(knowledge.known().containsAll(claimed))
        .as("%s claims %s and knows no more than %s; %s", who, claimed, knowledge.known(), story)
        .isTrue();
    switch (promise) {
      case EXACT -> {
        assertThat(held).as("%s holds; %s", who, story).isEqualTo(maximal);
        assertThat(claimed).as("%s claims; %s", who, story).isEqualTo(knowledge.known());
      }
      case NO_LOSS ->
          assertThat(held.containsAll(maximal) && knowledge.known().containsAll(held))
              .as("%s holds %s, not less than %s; %s", who, held, maximal, story)
              .isTrue();
      case LAST_WRITE_WINS ->
          assertThat(held)
              .as("%s holds; %s", who, story)
              .isEqualTo(history.newest(knowledge.known()));
    }
  }

  private Knowledge shared(int at) {
    DiskState disk = replicas.get(at).disk;
    return new Knowledge(disk.record().siblings(), disk.known());
  }

  private Knowledge merged(List<Integer> from) {
    Knowledge all = new Knowledge(Siblings.NONE, Events.NONE);
    for (int i : from) {
      Siblings siblings = all.siblings().merge(overTheWire(shared(i).siblings()));
      all = new Knowledge(siblings, all.known().and(shared(i).known()));
    }
    return promise == Promise.LAST_WRITE_WINS
        ? new Knowledge(all.siblings().newest(), all.known())
        : all;
  }

  private static Siblings overTheWire(Siblings siblings) {
    ByteWriter out = ByteWriter.growing(64);
    siblings.writeTo(out);
    return Siblings.readFrom(ByteReader.of(out.toByteArray()));
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private int anyReplicaBut(int one) {
    return (one + 1 + random.nextInt(replicas.size() - 1)) % replicas.size();
  }

  /** At least one replica, in any order. */
  private List<Integer> anyReplicas() {
    List<Integer> chosen = new ArrayList<>();
    int first = random.nextInt(replicas.size());
    chosen.add(first);
    for (int i = 0; i < replicas.size(); i++) {
      if (i != first && random.nextBoolean()) chosen.add(i);
    }
    return chosen;
  }
}

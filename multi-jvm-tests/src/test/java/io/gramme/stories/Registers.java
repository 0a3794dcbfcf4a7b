package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Registers that only count up: each has one writer, who reads it and writes the next number in
 * place of all that he saw. Readers everywhere must never see less than what was acknowledged
 * before they asked. With R+W>N in a bucket without stand-ins that holds whatever the ring does.
 *
 * <p>Beside them orders are placed under keys of their own, in a bucket in which others may stand
 * in: none that was acknowledged may be lost. Every client asks one node, and if that does not
 * serve him one other; whoever is refused by both complains.
 */
final class Registers implements AutoCloseable {

  /** What one wants of every request. */
  private static final int QUORUM = 2;

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int COUNT = 60;
  private static final int WRITERS = 2;
  private static final int READERS = 2;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int LEAST_VALUE_CHARS = 1024;
  private static final String PADDING = "\n" + " ".repeat(LEAST_VALUE_CHARS);

  private final String name;
  private final AtomicLongArray acknowledged = new AtomicLongArray(COUNT);
  private final History orders = new History();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger retried = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile List<StoryNode> nodes;
  private volatile boolean closed;

  /**
   * Begins to read and write.
   *
   * @param name begins those of its buckets, whose properties it sets
   * @param nodes who are asked
   */
  static Registers begin(String name, List<StoryNode> nodes) {
    Registers registers = new Registers(name, nodes);
    nodes
        .get(0)
        .client()
        .putProperties(registers.bucket(), "{\"allow_mult\":true,\"gramme_strict_quorum\":true}");
    for (StoryNode node : nodes)
      Waiting.that(node + " knows what the registers' bucket is like")
          .until(() -> registers.isStrict(node));
    registers.threads.forEach(Thread::start);
    return registers;
  }

  private Registers(String name, List<StoryNode> nodes) {
    this.name = name;
    this.nodes = List.copyOf(nodes);
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      threads.add(new Thread(() -> write(writer), name + "-writer-" + i));
    }
    for (int i = 0; i < READERS; i++) threads.add(new Thread(this::read, name + "-reader-" + i));
    threads.add(new Thread(this::order, name + "-orders"));
  }

  private String bucket() {
    return name + "-registers";
  }

  /** Whether a node lets nobody stand in for the registers' replicas. */
  boolean isStrict(StoryNode node) {
    return Boolean.TRUE.equals(node.client().properties(bucket()).get("gramme_strict_quorum"));
  }

  /** From now on these are asked. */
  void ask(List<StoryNode> those) {
    nodes = List.copyOf(those);
  }

  /** Waits until there were so many requests more. */
  void awaitMore(int count) {
    int enough = asked.get() + count;
    awaitContent(name + " asks " + count + " times more", () -> asked.get() >= enough);
  }

  /** Waits until a condition holds, and asserts that nobody has complained. */
  void awaitContent(String what, Waiting.Condition condition) {
    Waiting.that(what + ", or somebody complains")
        .until(() -> !complaints.isEmpty() || condition.holds());
    assertThat(complaints).isEmpty();
  }

  /** Everybody goes, and all claims are checked against the members that are left. */
  void closeAndCheck(Jvms jvms) {
    close();
    System.out.printf(
        "[%s] %d requests, %d of them asked of a second node%n", name, asked.get(), retried.get());
    assertThat(complaints).isEmpty();
    Replicas replicas = new Replicas(jvms.all());
    List<Place> places = places();
    replicas.awaitEqual(places);
    replicas.awaitNoneElsewhere(places);
    // Only now, because a read mends what it finds.
    for (StoryNode node : jvms.all())
      assertThat(missingFor(node.client())).as("missing at %s", node).isEmpty();
  }

  private List<Place> places() {
    List<Place> all = new ArrayList<>(orders.places());
    for (int i = 0; i < COUNT; i++) if (acknowledged.get(i) > 0) all.add(register(i));
    return all;
  }

  /** What was acknowledged and is not found by a reader at a node, in words. */
  private List<String> missingFor(StoreClient node) {
    List<String> missing = new ArrayList<>(orders.missingFor(node, QUORUM));
    for (int i = 0; i < COUNT; i++) {
      Place asked = wished(register(i), "r");
      Answer found = StoreClient.insisting(() -> node.get(asked));
      if (numberIn(found) < acknowledged.get(i)) missing.add(asked.key() + ": " + found);
    }
    return missing;
  }

  private void write(int writer) {
    while (!closed)
      for (int i = writer; i < COUNT && !closed; i += WRITERS) {
        int register = i;
        look(register).ifPresent(seen -> write(register, seen));
        LockSupport.parkNanos(PACE_NANOS);
      }
  }

  private void write(int register, Answer seen) {
    long next = Math.max(numberIn(seen), acknowledged.get(register)) + 1;
    Place place = wished(register(register), "w");
    String value = next + PADDING;
    served(
            "write of " + next + " to " + place.key(),
            node ->
                seen.context().isEmpty()
                    ? node.put(place, value)
                    : node.put(place, value, seen.context()),
            Answer::isAcknowledged)
        .ifPresent(answer -> acknowledged.set(register, next));
  }

  private void read() {
    while (!closed) {
      look(ThreadLocalRandom.current().nextInt(COUNT));
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  /** Reads a register, and complains if what is seen is older than it may be. */
  private Optional<Answer> look(int register) {
    Place place = wished(register(register), "r");
    long least = acknowledged.get(register);
    Optional<Answer> answer =
        served(
            "read of " + place.key(),
            node -> node.get(place),
            found -> found.status() == 200 || found.status() == 300 || found.status() == 404);
    answer
        .filter(found -> numberIn(found) < least)
        .ifPresent(
            found -> complain("stale: " + place.key() + " was at least " + least, found.status()));
    return answer;
  }

  private void order() {
    for (int i = 0; !closed; i++) {
      String order = "order-" + i;
      Place place = Place.plain(name + "-orders", order);
      served(order, node -> node.put(wished(place, "w"), order + PADDING), Answer::isAcknowledged)
          .ifPresent(answer -> orders.acknowledged(place, order));
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  private Optional<Answer> served(
      String what, Function<StoreClient, Answer> request, Predicate<Answer> isServed) {
    asked.incrementAndGet();
    List<StoryNode> among = nodes;
    int first = ThreadLocalRandom.current().nextInt(among.size());
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      StoryNode node = among.get((first + i) % among.size());
      try {
        Answer answer = request.apply(node.client());
        if (isServed.test(answer)) return Optional.of(answer);
        failures.append(" ").append(node.id()).append(": ").append(answer.status());
        failures.append(" ").append(answer.body().strip()).append(";");
      } catch (UncheckedIOException e) {
        failures.append(" ").append(node.id()).append(": ").append(e.getMessage()).append(";");
      }
      if (i == 0) retried.incrementAndGet();
    }
    complain("refused: " + what, failures);
    return Optional.empty();
  }

  private void complain(String what, Object found) {
    complaints.add(what + ", but found " + found);
  }

  /** The greatest number among the siblings; 0 if nothing is there. */
  private static long numberIn(Answer answer) {
    return answer.values().stream()
        .map(value -> Long.valueOf(value.strip()))
        .max(Comparator.naturalOrder())
        .orElse(0L);
  }

  private Place register(int number) {
    return Place.plain(bucket(), "register-" + number);
  }

  private static Place wished(Place place, String quorum) {
    return place.with(quorum, QUORUM).with("timeout", TIMEOUT_MILLIS);
  }

  /** Everybody goes; what is under way is waited for. */
  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

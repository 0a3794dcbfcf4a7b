package io.gramme.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.stories.Journal.Entry;
import io.gramme.stories.Shoppers.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Many clients that write to many keys on every side of whatever happens, and what they are owed
 * afterwards: nothing that was acknowledged is missing, all replicas are equal, and nobody waited
 * longer than he wanted to.
 */
final class Shop implements AutoCloseable {

  /** How much longer than its deadline a request may take on its way, on a busy machine. */
  private static final int WAY_MILLIS = 1_500;

  /** From this second after a fault on, nobody is refused who need not be. */
  private static final int SECONDS_TO_NOTICE = 3;

  private final String name;
  private final Supplier<List<StoryNode>> nodes;
  private final History history = new History();
  private final Journal journal = new Journal();
  private final Carts carts;
  private final List<Shoppers> groups = new ArrayList<>();

  /**
   * A shop in which nobody is yet.
   *
   * @param name begins those of its buckets
   */
  Shop(String name, Jvms jvms) {
    this(name, jvms::all);
  }

  /**
   * A shop in which nobody is yet.
   *
   * @param name begins those of its buckets
   * @param nodes all of the ring, when the shop closes
   */
  Shop(String name, Supplier<List<StoryNode>> nodes) {
    this.name = name;
    this.nodes = nodes;
    this.carts = new Carts(name + "-carts");
  }

  String name() {
    return name;
  }

  History history() {
    return history;
  }

  Journal journal() {
    return journal;
  }

  Carts carts() {
    return carts;
  }

  /** Lets in a group of clients, one at each of these nodes. */
  Shoppers enter(String group, Wish wish, StoryNode... nodes) {
    Shoppers shoppers = new Shoppers(group, this, wish, Jvms.clientsOf(nodes));
    groups.add(shoppers);
    shoppers.open();
    return shoppers;
  }

  /** A new part of the story begins now, usually with a fault. */
  void begin(String phase) {
    journal.begin(phase);
  }

  /** Waits until a group had so many requests served in this phase. */
  void awaitServed(int count, Shoppers... those) {
    for (Shoppers group : those)
      Waiting.that(group.name() + " is served " + count + " times")
          .until(() -> served(group, 0) >= count);
  }

  /**
   * Waits for some requests of each group from the fourth second after the fault on, and asserts
   * that every one of them was served.
   */
  void assertServedAfterTheFirstSeconds(Shoppers... those) {
    for (Shoppers group : those) {
      Waiting.that(group.name() + " is served after " + SECONDS_TO_NOTICE + " s")
          .until(() -> journal.lately(group.name(), SECONDS_TO_NOTICE).size() >= 60);
      for (String kind : List.of(group.name(), group.name() + " reads"))
        assertThat(journal.lately(kind, SECONDS_TO_NOTICE))
            .as("%s, more than %s s after the fault", kind, SECONDS_TO_NOTICE)
            .filteredOn(entry -> !entry.isServed())
            .isEmpty();
    }
  }

  /** Waits until this phase is so old. */
  void awaitAge(Duration age) {
    Waiting.that("it is " + age + " later").until(() -> journal.age().compareTo(age) >= 0);
  }

  /** What was acknowledged so far. */
  History historyUntilNow() {
    return history.copy();
  }

  private long served(Shoppers group, int seconds) {
    return journal.lately(group.name(), seconds).stream().filter(Entry::isServed).count();
  }

  /** Everybody leaves, and all claims are checked. */
  void closeAndCheck() {
    close();
    System.out.println(String.join("\n", report()));
    for (Shoppers group : groups)
      assertThat(journal.all())
          .filteredOn(entry -> entry.group().startsWith(group.name()))
          .as("%s wait no longer than they want to", group.name())
          .filteredOn(entry -> entry.tookMillis() > group.wish().timeoutMillis() + WAY_MILLIS)
          .isEmpty();
    assertThat(history.size()).as("acknowledged writes").isPositive();
    new Replicas(nodes.get()).awaitEqual(history.places());
    // Only now, because a read mends what it finds.
    for (StoryNode node : nodes.get())
      assertThat(history.missingFor(node.client(), 2)).as("missing at %s", node).isEmpty();
  }

  /** What happened to whom, in lines. */
  List<String> report() {
    return journal.report().stream().map(line -> "[" + name + "] " + line).toList();
  }

  /** Everybody leaves. */
  @Override
  public void close() {
    groups.forEach(Shoppers::close);
  }
}

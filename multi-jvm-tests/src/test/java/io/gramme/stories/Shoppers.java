package io.gramme.stories;

import io.gramme.stories.Carts.Cart;
import io.gramme.stories.Journal.Entry;
import io.gramme.stories.Journal.Outcome;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Clients in one position, one thread for each node that they know: they put items into carts,
 * having read the cart or not, and write orders, one key each, until they are closed.
 */
final class Shoppers implements AutoCloseable {

  /**
   * What they ask for.
   *
   * @param readQuorum of every read
   * @param writeQuorum of every write
   * @param timeoutMillis how long they want to wait for an answer
   */
  record Wish(Object readQuorum, Object writeQuorum, int timeoutMillis) {}

  /** So many requests a second of each thread, at the most: a story is no load test. */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  private final String name;
  private final Shop shop;
  private final Wish wish;
  private final List<StoreClient> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param nodes of which each thread has its own, and goes to the next when it is gone
   */
  Shoppers(String name, Shop shop, Wish wish, List<StoreClient> nodes) {
    this.name = name;
    this.shop = shop;
    this.wish = wish;
    this.nodes = List.copyOf(nodes);
    for (int i = 0; i < nodes.size(); i++) {
      Shopper shopper = new Shopper(name.replace(' ', '-') + "-" + i, i);
      threads.add(new Thread(shopper::shop, shopper.name));
    }
  }

  /** Begins. */
  void open() {
    threads.forEach(Thread::start);
  }

  String name() {
    return name;
  }

  Wish wish() {
    return wish;
  }

  /** Ends the shopping; what is under way is waited for. */
  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread. */
  private final class Shopper {

    private final String name;
    private int node;
    private int items;

    Shopper(String name, int node) {
      this.name = name;
      this.node = node;
    }

    void shop() {
      while (!closed) {
        String item = name + "-" + items++;
        if (items % 4 == 0) order(item);
        else if (items % 4 == 1) toss(item);
        else add(item);
        LockSupport.parkNanos(PACE_NANOS);
      }
    }

    private void order(String item) {
      Place place = Place.plain(shop.name() + "-orders", item);
      write(place, item, asked -> nodes.get(node).put(asked, item));
    }

    /** Without a look into the cart. */
    private void toss(String item) {
      write(shop.carts().any().place(), item, asked -> nodes.get(node).put(asked, item));
    }

    /** Beside all that is in the cart, whose siblings become one so. */
    private void add(String item) {
      Cart cart = shop.carts().any();
      Place asked = cart.place().with("r", wish.readQuorum()).with("timeout", wish.timeoutMillis());
      List<Answer> found = new ArrayList<>();
      ask(
          Shoppers.this.name + " reads",
          () -> nodes.get(node).get(asked),
          answer -> answer.status() != 503,
          found::add);
      if (found.isEmpty()) return;
      Set<String> all = new TreeSet<>(found.get(0).lines());
      shop.carts().seen(cart, all.size());
      all.add(item);
      String value = String.join("\n", all);
      String context = found.get(0).context();
      write(
          cart.place(),
          item,
          place ->
              context.isEmpty()
                  ? nodes.get(node).put(place, value)
                  : nodes.get(node).put(place, value, context));
    }

    private void write(Place place, String item, Function<Place, Answer> put) {
      Place asked = place.with("w", wish.writeQuorum()).with("timeout", wish.timeoutMillis());
      ask(
          Shoppers.this.name,
          () -> put.apply(asked),
          Answer::isAcknowledged,
          answer -> shop.history().acknowledged(place, item));
    }

    private void ask(
        String group, Supplier<Answer> request, Predicate<Answer> isServed, Consumer<Answer> then) {
      long began = System.nanoTime();
      Outcome outcome = Outcome.UNANSWERED;
      String what = "";
      try {
        Answer answer = request.get();
        outcome = isServed.test(answer) ? Outcome.SERVED : Outcome.REFUSED;
        if (outcome == Outcome.SERVED) then.accept(answer);
        else what = answer.status() + " " + answer.body().strip();
      } catch (UncheckedIOException e) {
        // Nothing was acknowledged, so nothing is owed; another node may be there.
        node = (node + 1) % nodes.size();
        what = e.getMessage();
      }
      long took = System.nanoTime() - began;
      shop.journal().add(new Entry(group, began, took, outcome, name + ": " + what));
    }
  }
}

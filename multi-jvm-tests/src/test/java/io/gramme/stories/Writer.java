package io.gramme.stories;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that writes one new key after the other, to some nodes in turn, until it is closed, and
 * keeps a history of what was acknowledged. A node that does not answer is left for the next.
 */
final class Writer implements AutoCloseable {

  private final String name;
  private final List<StoreClient> nodes;
  private final Object writeQuorum;
  private final History history = new History();
  private final AtomicInteger attempts = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  private Writer(String name, Object writeQuorum, List<StoreClient> nodes) {
    this.name = name;
    this.writeQuorum = writeQuorum;
    this.nodes = List.copyOf(nodes);
    this.thread = new Thread(this::write, name);
  }

  /**
   * Begins to write.
   *
   * @param name of its bucket, which is of the type {@code default}
   * @param writeQuorum of every write
   */
  static Writer begin(String name, Object writeQuorum, List<StoreClient> nodes) {
    Writer writer = new Writer(name, writeQuorum, nodes);
    writer.thread.start();
    return writer;
  }

  /** What was acknowledged so far. */
  History history() {
    return history;
  }

  /** Waits until so many more writes are acknowledged. */
  void awaitMore(int count) {
    int enough = history.size() + count;
    Waiting.that(name + " gets " + count + " more writes acknowledged")
        .until(() -> history.size() >= enough);
  }

  private void write() {
    while (!closed) {
      int number = attempts.getAndIncrement();
      Place place = Place.plain(name, "key-" + number);
      StoreClient node = nodes.get(number % nodes.size());
      try {
        Answer answer = node.put(place.with("w", writeQuorum).with("timeout", 5_000), "v" + number);
        if (answer.isAcknowledged()) history.acknowledged(place, "v" + number);
      } catch (UncheckedIOException e) {
        // Nothing was acknowledged, so nothing is owed.
        Thread.yield();
      }
    }
  }

  /** Ends the writing; what is under way is waited for. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

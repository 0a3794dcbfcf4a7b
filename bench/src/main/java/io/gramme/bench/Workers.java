package io.gramme.bench;

import io.gramme.bench.http.OperationFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some threads that work off a list, each taking the next item when it is free.
 *
 * <p>An operation that fails is a problem and the work goes on, up to a bound: a store that refuses
 * everything is not worth hours of retries.
 *
 * @param concurrency how many threads, that is operations in flight
 */
record Workers(int concurrency, Problems failures) {

  private static final int MOST_FAILURES = 100;

  /** What to do with one item. */
  @FunctionalInterface
  interface Task<T> {
    void perform(T item) throws OperationFailedException, InterruptedException;
  }

  /** Returns when every item was tried, or too many have failed. */
  <T> void each(List<T> items, Progress progress, Task<T> task) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < concurrency; i++) {
        running.add(threads.submit(() -> workOff(items, next, progress, task)));
      }
      for (Future<?> worker : running) worker.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker died", e.getCause());
    } finally {
      threads.shutdownNow();
      progress.finish();
    }
  }

  /** Returns how many items it tried. */
  private <T> int workOff(List<T> items, AtomicInteger next, Progress progress, Task<T> task)
      throws InterruptedException {
    int tried = 0;
    int index;
    while (!tooManyFailures() && (index = next.getAndIncrement()) < items.size()) {
      try {
        task.perform(items.get(index));
      } catch (OperationFailedException e) {
        failures.add(e.getMessage());
      }
      progress.step();
      tried++;
    }
    return tried;
  }

  boolean tooManyFailures() {
    return failures.count() >= MOST_FAILURES;
  }
}

package io.gramme.client;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a client: one that waits, and as many as there is work for, all of which end with
 * the program. Thread-safe.
 */
final class Clockwork {

  private static final Runnable NOTHING = () -> {};

  private final ExecutorService workers = Executors.newCachedThreadPool(task -> thread(task, ""));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, task -> thread(task, "-timer"));

  Clockwork() {
    timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread thread(Runnable task, String suffix) {
    Thread thread = new Thread(task, "gramme-client" + suffix);
    thread.setDaemon(true);
    return thread;
  }

  /** Where answers are worked on. */
  ExecutorService workers() {
    return workers;
  }

  /**
   * Runs a task on a worker after a while, or never if this is closed by then.
   *
   * @return what cancels it
   */
  Runnable after(Duration pause, Runnable task) {
    try {
      ScheduledFuture<?> due =
          timer.schedule(() -> workers.execute(task), pause.toNanos(), TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    } catch (RejectedExecutionException closed) {
      return NOTHING;
    }
  }

  boolean isClosed() {
    return timer.isShutdown();
  }

  /** Ends the threads, once what they do is done; what waits is dropped. */
  void close() {
    timer.shutdownNow();
    workers.shutdown();
  }
}

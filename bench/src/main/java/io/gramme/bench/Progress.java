package io.gramme.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How far a phase is: a bar that redraws itself, or a plain line now and then. */
final class Progress {

  /** How to show it: a bar needs a terminal, a log wants lines. */
  enum Form {
    BAR(TimeUnit.MILLISECONDS.toNanos(200)),
    LINES(TimeUnit.SECONDS.toNanos(5)),
    NONE(Long.MAX_VALUE);

    private final long everyNanos;

    Form(long everyNanos) {
      this.everyNanos = everyNanos;
    }
  }

  private static final int WIDTH = 40;

  private final Form form;
  private final PrintWriter out;
  private final String phase;
  private final int total;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong shownAtNanos = new AtomicLong(System.nanoTime());

  Progress(Form form, PrintWriter out, String phase, int total) {
    this.form = form;
    this.out = out;
    this.phase = phase;
    this.total = total;
  }

  /** One more is done; for many threads. */
  void step() {
    long now = System.nanoTime();
    long shown = shownAtNanos.get();
    long count = done.incrementAndGet();
    if (now - shown >= form.everyNanos && shownAtNanos.compareAndSet(shown, now)) show(count);
  }

  /** The phase is over. */
  void finish() {
    if (form == Form.NONE) return;
    show(done.get());
    if (form == Form.BAR) out.println();
    out.flush();
  }

  private void show(long count) {
    int percent = total == 0 ? 100 : (int) (count * 100 / total);
    if (form == Form.BAR) {
      String filled = "#".repeat(percent * WIDTH / 100);
      out.printf(Locale.ROOT, "\r%-9s [%-" + WIDTH + "s] %3d %%", phase, filled, percent);
    } else {
      out.printf(Locale.ROOT, "%-9s %d of %d (%d %%)%n", phase, count, total, percent);
    }
    out.flush();
  }
}

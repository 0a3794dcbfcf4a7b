package io.gramme.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What every request of a story came to, and how long its client waited. Safe for any number of
 * threads.
 */
final class Journal {

  /** What became of a request. */
  enum Outcome {
    SERVED,
    REFUSED,
    /** The connection failed, or the client gave up. */
    UNANSWERED
  }

  /**
   * One request.
   *
   * @param group of clients that are in the same position, in words
   * @param what went wrong, if anything did
   */
  record Entry(String group, long beganNanos, long tookNanos, Outcome outcome, String what) {

    boolean isServed() {
      return outcome == Outcome.SERVED;
    }

    long tookMillis() {
      return TimeUnit.NANOSECONDS.toMillis(tookNanos);
    }
  }

  /** A part of the story, from its beginning to that of the next. */
  record Phase(String name, long beganNanos) {}

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final List<Phase> phases = new CopyOnWriteArrayList<>();

  Journal() {
    begin("whole");
  }

  /** A new part of the story begins now. */
  void begin(String phase) {
    phases.add(new Phase(phase, System.nanoTime()));
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  /** Everything. */
  List<Entry> all() {
    return List.copyOf(entries);
  }

  /** What a group asked for in the phase of now, so many seconds or more after it began. */
  List<Entry> lately(String group, int seconds) {
    long since = phases.get(phases.size() - 1).beganNanos() + TimeUnit.SECONDS.toNanos(seconds);
    return those(entry -> entry.group().equals(group) && entry.beganNanos() - since >= 0);
  }

  /** How long ago the phase of now began. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - phases.get(phases.size() - 1).beganNanos());
  }

  private List<Entry> those(Predicate<Entry> wanted) {
    return entries.stream().filter(wanted).toList();
  }

  /** One line for each phase and group: how many, refused when, and the longest wait. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    List<String> groups = entries.stream().map(Entry::group).distinct().sorted().toList();
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      long end = i + 1 < phases.size() ? phases.get(i + 1).beganNanos() : System.nanoTime();
      for (String group : groups) {
        List<Entry> asked =
            those(
                entry ->
                    entry.group().equals(group)
                        && entry.beganNanos() - phase.beganNanos() >= 0
                        && entry.beganNanos() - end < 0);
        if (!asked.isEmpty()) lines.add(line(phase, group, asked));
      }
    }
    return lines;
  }

  private static String line(Phase phase, String group, List<Entry> asked) {
    StringBuilder seconds = new StringBuilder();
    for (int second = 0; second <= second(phase, asked.get(asked.size() - 1)); second++) {
      int now = second;
      List<Entry> then = asked.stream().filter(entry -> second(phase, entry) == now).toList();
      long failed = then.stream().filter(entry -> !entry.isServed()).count();
      if (failed > 0)
        seconds.append(
            " %d%% of %d in second %d;".formatted(100 * failed / then.size(), then.size(), now));
    }
    long longest = asked.stream().mapToLong(Entry::tookMillis).max().orElse(0);
    return "%s, %s: %d asked; not served:%s longest wait %d ms"
        .formatted(
            phase.name(), group, asked.size(), seconds.isEmpty() ? " none;" : seconds, longest);
  }

  private static int second(Phase phase, Entry entry) {
    return (int) TimeUnit.NANOSECONDS.toSeconds(entry.beganNanos() - phase.beganNanos());
  }
}

package io.gramme.bench;

import java.util.ArrayList;
import java.util.List;

/** What went wrong: all of it counted, the first few kept in words; for many threads. */
final class Problems {

  private final int kept;
  private final List<String> first = new ArrayList<>();
  private long count;

  Problems(int kept) {
    this.kept = kept;
  }

  synchronized void add(String problem) {
    count++;
    if (first.size() < kept) first.add(problem);
  }

  synchronized long count() {
    return count;
  }

  synchronized List<String> first() {
    return List.copyOf(first);
  }
}

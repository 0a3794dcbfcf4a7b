package io.gramme.storage;

import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.storage.HintStore.Skipped;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Counts what a scan of the hints for one home steps over. For one scan. */
final class SkippedHints {

  private final NodeId home;
  private final List<DamagedHint> first = new ArrayList<>();
  private long count;

  SkippedHints(NodeId home) {
    this.home = home;
  }

  void add(byte[] key) {
    count++;
    if (first.size() < HintStore.MOST_NAMED) first.add(new DamagedHint(home, Blob.wrap(key)));
  }

  boolean isEmpty() {
    return count == 0;
  }

  Skipped told() {
    return isEmpty() ? Skipped.NOTHING : new Skipped(count, first);
  }

  /** For the log, in one line. */
  @Override
  public String toString() {
    TreeSet<Integer> partitions = new TreeSet<>();
    first.forEach(each -> each.partition().ifPresent(partitions::add));
    return count + " hints for " + home + " cannot be read, in the partitions " + partitions;
  }
}

package io.gramme.service;

import io.gramme.admission.AdmissionView;
import io.gramme.admission.Work;
import io.gramme.antientropy.AntiEntropyView;
import io.gramme.antientropy.AntiEntropyView.PairView;
import io.gramme.antientropy.AntiEntropyView.Tombstones;
import io.gramme.handoff.HintsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an operator is told of the work that a node does in the background, as JSON trees. */
record BackgroundReport(NodeView view) {

  SortedMap<String, Object> antiEntropy() {
    AntiEntropyView now = view.antiEntropy();
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("running", now.running());
    tree.put("owed_since_starts", now.debts());
    tree.put("partitions_in_doubt", List.copyOf(now.inDoubt()));
    tree.put("totals", totals(now.totals()));
    tree.put("tombstones", tombstones(now.tombstones()));
    tree.put("pairs", pairs(now.pairs()));
    view.admission().ifPresent(admission -> tree.put("admission", admission(admission)));
    return tree;
  }

  SortedMap<String, Object> hints() {
    HintsView now = view.hints();
    SortedMap<String, Object> homes = new TreeMap<>();
    now.homes().forEach((home, kept) -> homes.put(home.value(), home(kept)));
    SortedMap<String, Object> owed = new TreeMap<>();
    now.owed().forEach((home, partitions) -> owed.put(home.value(), List.copyOf(partitions)));
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("counted", now.isCounted());
    tree.put("hints", now.hints());
    tree.put("bytes", now.bytes());
    tree.put("bytes_limit", now.bytesLimit());
    tree.put("homes", homes);
    tree.put("owed_partitions", owed);
    return tree;
  }

  private static SortedMap<String, Object> home(HintsView.Home kept) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("hints", kept.hints());
    tree.put("bytes", kept.bytes());
    tree.put("oldest_since_millis", kept.oldestSinceMillis());
    tree.put("delivered", kept.delivered());
    tree.put("damaged", kept.damaged());
    tree.put("delivering", kept.isDelivering());
    tree.put("last_error", kept.lastError());
    tree.put("next_attempt_millis", kept.nextAttemptMillis());
    return tree;
  }

  private static SortedMap<String, Object> totals(AntiEntropyView.Totals totals) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("sessions", totals.sessions());
    tree.put("complete", totals.complete());
    tree.put("keys_compared", totals.keysCompared());
    tree.put("keys_sent", totals.keysSent());
    tree.put("keys_received", totals.keysReceived());
    tree.put("bytes_sent", totals.bytesSent());
    tree.put("bytes_received", totals.bytesReceived());
    return tree;
  }

  private static SortedMap<String, Object> tombstones(Tombstones tombstones) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("count", tombstones.count());
    if (tombstones.count() > 0) tree.put("oldest_millis", tombstones.oldestMillis());
    tree.put("rounds_held", tombstones.held());
    tree.put("last_held", tombstones.lastHeld().toLowerCase(Locale.ROOT));
    return tree;
  }

  private static List<SortedMap<String, Object>> pairs(List<PairView> pairs) {
    List<SortedMap<String, Object>> trees = new ArrayList<>();
    for (PairView pair : pairs) {
      SortedMap<String, Object> tree = new TreeMap<>();
      tree.put("partition", pair.partition());
      tree.put("peer", pair.peer().value());
      tree.put("running", pair.running());
      tree.put("wanted", pair.wanted());
      tree.put("agreed_millis", pair.agreedMillis());
      trees.add(tree);
    }
    return trees;
  }

  private static SortedMap<String, Object> admission(AdmissionView admission) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("slices_per_second", admission.rate());
    tree.put("why", admission.finding().toString().toLowerCase(Locale.ROOT));
    tree.put("throttled_seconds", admission.throttledFor().toSeconds());
    SortedMap<String, Object> lines = new TreeMap<>();
    for (Map.Entry<Work, AdmissionView.Line> each : admission.lines().entrySet()) {
      SortedMap<String, Object> line = new TreeMap<>();
      line.put("waiting", each.getValue().waiting());
      line.put("granted", each.getValue().granted());
      line.put("refused", each.getValue().refused());
      lines.put(each.getKey().name().toLowerCase(Locale.ROOT), line);
    }
    tree.put("work", lines);
    return tree;
  }
}

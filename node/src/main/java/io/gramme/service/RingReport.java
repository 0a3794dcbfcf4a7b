package io.gramme.service;

import io.gramme.membership.Address;
import io.gramme.membership.RingBook;
import io.gramme.membership.Staging;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingId;
import io.gramme.ring.RingVersion;
import io.gramme.ring.Stage;
import io.gramme.ring.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an operator is told of the ring and of plans for it, as JSON trees. */
record RingReport(NodeView view) {

  private static final double TENTHS = 10;

  /** The ring in force, its shares, what moves, and its history; empty without a ring. */
  SortedMap<String, Object> ring() {
    SortedMap<String, Object> tree = new TreeMap<>();
    if (view.ring().isEmpty()) return tree;
    Ring ring = view.ring().get();
    RingVersion version = ring.version();
    tree.put("epoch", version.epoch());
    tree.put("id", ring.id().hex());
    tree.put("parent", version.parent().hex());
    tree.put("author", version.author().value());
    tree.put("time_millis", version.time());
    tree.put("replicas", version.replicas());
    tree.put("partitions", version.partitions());
    tree.put("members", ids(version));
    tree.put("owners", version.owners().stream().map(NodeId::value).toList());
    tree.put("violations", avoidable(version.violations()));
    tree.put("settled", ring.isSettled());
    tree.put("stages", stages(ring));
    tree.put("nodes", nodes(ring));
    tree.put("history", history());
    return tree;
  }

  private static SortedMap<String, Object> stages(Ring ring) {
    SortedMap<String, Object> counts = new TreeMap<>();
    for (Stage stage : Stage.values()) {
      long count = 0;
      for (int p = 0; p < ring.partitions(); p++) if (ring.stage(p) == stage) count++;
      counts.put(stage.name().toLowerCase(Locale.ROOT), count);
    }
    return counts;
  }

  private List<SortedMap<String, Object>> nodes(Ring ring) {
    List<SortedMap<String, Object>> nodes = new ArrayList<>();
    for (Member member : ring.version().members()) {
      SortedMap<String, Object> tree = new TreeMap<>();
      tree.put("id", member.id().value());
      tree.put("capacity", member.capacity());
      tree.put("zone", member.zone());
      tree.put("http", http(member.id()));
      tree.put("partitions", ring.partitionsOf(member.id()).size());
      tree.put("ideal", rounded(ring.version().claim().ideal(member.id())));
      nodes.add(tree);
    }
    return nodes;
  }

  private List<SortedMap<String, Object>> history() {
    RingBook book = view.book();
    Set<RingId> superseded =
        book.superseded().stream().map(RingVersion::id).collect(Collectors.toSet());
    List<SortedMap<String, Object>> history = new ArrayList<>();
    for (RingVersion version : book.versions()) {
      SortedMap<String, Object> tree = new TreeMap<>();
      tree.put("epoch", version.epoch());
      tree.put("id", version.id().hex());
      tree.put("author", version.author().value());
      tree.put("time_millis", version.time());
      tree.put("members", ids(version));
      tree.put("superseded", superseded.contains(version.id()));
      history.add(tree);
    }
    return history;
  }

  /** Where a node answers HTTP; empty if that is not known. */
  String http(NodeId node) {
    return view.book().addresses().of(node).map(Address::http).orElse("");
  }

  /** What is staged. */
  SortedMap<String, Object> staged() {
    List<SortedMap<String, Object>> changes = new ArrayList<>();
    for (Staging.Staged each : view.book().staging().changes().values()) {
      SortedMap<String, Object> tree = new TreeMap<>();
      tree.put("node", each.change().subject().value());
      tree.put("text", each.change().toString());
      tree.put("author", each.stamp().author().value());
      tree.put("time_millis", each.stamp().time());
      changes.add(tree);
    }
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("changes", changes);
    return tree;
  }

  /** Small rings can not keep every rule where the circle closes; that is nobody's fault. */
  static List<String> avoidable(List<Violation> violations) {
    return violations.stream().filter(Violation::avoidable).map(Violation::sentence).toList();
  }

  /** To a tenth. */
  static double rounded(double number) {
    return Math.round(number * TENTHS) / TENTHS;
  }

  /** The members by name. */
  static List<String> ids(RingVersion version) {
    return version.members().stream().map(member -> member.id().value()).toList();
  }
}

package io.gramme.service;

import io.gramme.membership.Address;
import io.gramme.membership.RingBook;
import io.gramme.membership.Staging;
import io.gramme.model.NodeId;
import io.gramme.ring.Balance;
import io.gramme.ring.Change;
import io.gramme.ring.Member;
import io.gramme.ring.Move;
import io.gramme.ring.Objection;
import io.gramme.ring.Plan;
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

  /** What staged changes would come to. */
  static SortedMap<String, Object> plan(Plan plan) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("plan", plan.id().hex());
    tree.put("epoch", plan.target().epoch());
    tree.put("changes", plan.staged().stream().map(Change::toString).toList());
    tree.put("moves", plan.moves().stream().map(RingReport::move).toList());
    tree.put("bytes", plan.bytes());
    tree.put("nodes", plan.balances().stream().map(RingReport::balance).toList());
    tree.put("eta_seconds", plan.etaSeconds());
    tree.put("violations", avoidable(plan.violations()));
    tree.put("refusals", plan.refusals().stream().map(Objection::toString).toList());
    tree.put("risks", plan.risks());
    tree.put("warnings", plan.warnings());
    return tree;
  }

  private static SortedMap<String, Object> move(Move move) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("partition", move.partition());
    tree.put("from", move.from().value());
    tree.put("to", move.to().value());
    tree.put("bytes", move.bytes());
    return tree;
  }

  private static SortedMap<String, Object> balance(Balance balance) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("id", balance.node().value());
    tree.put("partitions", balance.ownedBefore());
    tree.put("ideal", rounded(balance.idealBefore()));
    tree.put("partitions_then", balance.ownedAfter());
    tree.put("ideal_then", rounded(balance.idealAfter()));
    tree.put("bytes_in", balance.bytesIn());
    tree.put("bytes_out", balance.bytesOut());
    return tree;
  }

  /** Small rings can not keep every rule where the circle closes; that is nobody's fault. */
  private static List<String> avoidable(List<Violation> violations) {
    return violations.stream().filter(Violation::avoidable).map(Violation::sentence).toList();
  }

  private static double rounded(double number) {
    return Math.round(number * TENTHS) / TENTHS;
  }

  /** The members by name. */
  static List<String> ids(RingVersion version) {
    return version.members().stream().map(member -> member.id().value()).toList();
  }
}

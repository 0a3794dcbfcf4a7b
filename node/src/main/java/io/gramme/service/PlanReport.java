package io.gramme.service;

import io.gramme.ring.Balance;
import io.gramme.ring.Change;
import io.gramme.ring.Move;
import io.gramme.ring.Objection;
import io.gramme.ring.Plan;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an operator is told of a plan for the ring, as a JSON tree. */
record PlanReport(Plan plan) {

  /** What staged changes would come to. */
  SortedMap<String, Object> tree() {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("plan", plan.id().hex());
    tree.put("epoch", plan.target().epoch());
    tree.put("changes", plan.staged().stream().map(Change::toString).toList());
    tree.put("moves", plan.moves().stream().map(PlanReport::move).toList());
    tree.put("bytes", plan.bytes());
    tree.put("nodes", plan.balances().stream().map(PlanReport::balance).toList());
    tree.put("eta_seconds", plan.etaSeconds());
    tree.put("violations", RingReport.avoidable(plan.violations()));
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
    tree.put("ideal", RingReport.rounded(balance.idealBefore()));
    tree.put("partitions_then", balance.ownedAfter());
    tree.put("ideal_then", RingReport.rounded(balance.idealAfter()));
    tree.put("bytes_in", balance.bytesIn());
    tree.put("bytes_out", balance.bytesOut());
    return tree;
  }
}

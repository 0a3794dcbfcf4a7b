package io.gramme.http;

import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.service.Admin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that is ready until told otherwise, and always says the same. */
final class FixedAdmin implements Admin {

  /** The peer that this node does not hear. */
  private static final NodeId CUT_OFF = new NodeId("eve");

  private final List<NodeId> askers = new CopyOnWriteArrayList<>();
  private volatile List<String> reasons = List.of();

  void isMissing(String... what) {
    reasons = List.of(what);
  }

  @Override
  public Readiness readiness() {
    return new Readiness(reasons);
  }

  @Override
  public SortedMap<String, Object> stats() {
    return new TreeMap<>(Map.of("nodename", "ann", "riak_kv_version", "3.2.1"));
  }

  @Override
  public SortedMap<String, Object> ring() {
    return new TreeMap<>(Map.of("epoch", 1));
  }

  @Override
  public List<SortedMap<String, Object>> members() {
    return List.of(new TreeMap<>(Map.of("id", "ann")));
  }

  @Override
  public SortedMap<String, Object> hints() {
    return new TreeMap<>(Map.of("hints", 0));
  }

  @Override
  public SortedMap<String, Object> antiEntropy() {
    return new TreeMap<>(Map.of("running", 0));
  }

  @Override
  public boolean noticed(NodeId asker) {
    if (asker.equals(CUT_OFF)) return false;
    askers.add(asker);
    return true;
  }

  @Override
  public Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key) {
    return Optional.empty();
  }

  @Override
  public boolean cutOff(Set<NodeId> peers) {
    return false;
  }

  List<NodeId> askers() {
    return askers;
  }

  @Override
  public SortedMap<String, Object> self() {
    return new TreeMap<>(Map.of("id", "ann", "incarnation", 7));
  }
}

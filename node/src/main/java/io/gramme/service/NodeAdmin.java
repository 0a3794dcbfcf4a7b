package io.gramme.service;

import io.gramme.membership.Admittance;
import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.membership.Peers;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.stats.Latency;
import io.gramme.stats.NodeStats;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.WriterFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/** Answers an operator from what the node's parts have published. */
public final class NodeAdmin implements Admin {

  /** The version of Riak whose interface the front end follows. */
  private static final String RIAK_VERSION = "3.2.1";

  private final DataDirectory directory;
  private final NodeView view;
  private final NodeStats stats;
  private final Requests requests;
  private final Candidate candidate;

  /** What an operator or a peer can have the node do. */
  public interface Requests {

    /** Looks for a peer that has probed this node; false if it is cut off from that one. */
    boolean notice(NodeId asker);

    /** Cuts the node off from these peers alone; false where that is not allowed. */
    boolean cutOff(Set<NodeId> peers);

    /** Looks at the node's own replica of a key; empty where that is not allowed. */
    Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key);
  }

  /**
   * @param candidate this node, as it presents itself to others
   */
  public NodeAdmin(
      DataDirectory directory,
      NodeView view,
      NodeStats stats,
      Requests requests,
      Candidate candidate) {
    this.directory = directory;
    this.view = view;
    this.stats = stats;
    this.requests = requests;
    this.candidate = candidate;
  }

  @Override
  public boolean noticed(NodeId asker) {
    return requests.notice(asker);
  }

  @Override
  public boolean cutOff(Set<NodeId> peers) {
    return requests.cutOff(peers);
  }

  @Override
  public Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key) {
    return requests.replica(key);
  }

  @Override
  public Readiness readiness() {
    List<String> reasons = new ArrayList<>();
    if (!view.admittance().mayServe()) reasons.add(waiting());
    if (view.catalog().isEmpty()) {
      reasons.add("the buckets' properties are not read from disk yet");
    }
    if (view.ring().isPresent() && !view.isSettled())
      reasons.add("the other members of the ring are being looked for");
    return new Readiness(reasons);
  }

  /** What a node that may not serve waits for, or why it never will. */
  private String waiting() {
    Admittance admittance = view.admittance();
    if (admittance.kind() != Admittance.Kind.RINGLESS || !view.isBookRead())
      return admittance.words();
    return view.waitingFor().isEmpty() ? admittance.words() : view.waitingFor();
  }

  @Override
  public SortedMap<String, Object> stats() {
    long now = System.nanoTime();
    SortedMap<String, Object> all = new TreeMap<>();
    all.put("nodename", directory.nodeId().value());
    all.put("riak_core_version", RIAK_VERSION);
    all.put("riak_kv_version", RIAK_VERSION);
    all.put("storage_backend", directory.engineKind().name());
    putLatency(all, "node_get", stats.reads(), now);
    putLatency(all, "node_put", stats.writes(), now);
    all.put("vnode_gets_total", stats.total(Counter.VNODE_READS));
    all.put("vnode_puts_total", stats.total(Counter.VNODE_WRITES));
    all.put("read_repairs_total", stats.total(Counter.READ_REPAIRS));
    all.put("coord_redirs_total", stats.total(Counter.WRITES_FORWARDED));
    for (Counter counter : Counter.values()) {
      all.put("gramme_" + counter.name().toLowerCase(Locale.ROOT), stats.total(counter));
    }
    WriterFigures writer = directory.writer().figures();
    all.put("gramme_write_queue_objects", writer.queuedObjects());
    all.put("gramme_write_queue_bytes", writer.queuedBytes());
    all.put("gramme_write_queue_micros", writer.longestWaitMicros());
    all.put("gramme_write_batches", writer.done().batches());
    all.put("gramme_write_batches_synced", writer.done().syncedBatches());
    all.put("gramme_write_batches_failed", writer.done().failedBatches());
    all.put("gramme_buffered_writes_lost", writer.done().lostBuffered());
    all.put("gramme_hints", view.hints().hints());
    all.put("gramme_hint_bytes", view.hints().bytes());
    all.put("gramme_ranges_owing", view.hints().owedRanges());
    all.put("gramme_tombstones", view.antiEntropy().tombstones().count());
    all.put(
        "ring_members",
        view.ring().map(ring -> RingReport.ids(ring.version())).orElseGet(List::of));
    all.put("ring_num_partitions", view.ring().map(Ring::partitions).orElse(0));
    all.put(
        "connected_nodes", view.peers().reachable().stream().map(NodeId::value).sorted().toList());
    return all;
  }

  private static void putLatency(
      SortedMap<String, Object> all, String name, Latency latency, long now) {
    Latency.Summary minute = latency.lastMinute(now);
    all.put(name + "s", minute.count());
    all.put(name + "s_total", latency.total());
    all.put(name + "_fsm_time_mean", minute.mean());
    all.put(name + "_fsm_time_median", minute.median());
    all.put(name + "_fsm_time_95", minute.p95());
    all.put(name + "_fsm_time_99", minute.p99());
    all.put(name + "_fsm_time_100", minute.max());
  }

  @Override
  public SortedMap<String, Object> ring() {
    return new RingReport(view).ring();
  }

  @Override
  public List<SortedMap<String, Object>> members() {
    List<SortedMap<String, Object>> members = new ArrayList<>();
    view.ring()
        .ifPresent(
            ring -> {
              for (NodeId id : new TreeSet<>(ring.participants())) members.add(describe(ring, id));
            });
    return members;
  }

  private SortedMap<String, Object> describe(Ring ring, NodeId id) {
    SortedMap<String, Object> tree = new TreeMap<>();
    boolean isSelf = id.equals(directory.nodeId());
    Optional<Member> member =
        ring.version().members().stream().filter(each -> each.id().equals(id)).findFirst();
    tree.put("id", id.value());
    tree.put("capacity", member.map(Member::capacity).orElse(0));
    tree.put("zone", ring.zoneOf(id));
    tree.put("partitions", member.isPresent() ? ring.partitionsOf(id).size() : 0);
    tree.put("self", isSelf);
    tree.put("reachable", isSelf || view.peers().isReachable(id));
    tree.put("http", new RingReport(view).http(id));
    tree.put("remark", remark(id, member.isPresent()));
    tree.put(
        "address",
        isSelf
            ? view.self().map(self -> self.address()).orElse("")
            : view.peers().peer(id).map(Peers.Peer::address).orElse(""));
    return tree;
  }

  /** What an operator should know of a node; empty if that is nothing. */
  private String remark(NodeId id, boolean isMember) {
    Optional<String> foreign =
        Optional.ofNullable(view.heard().get(id)).flatMap(said -> said.formats().refusal(id));
    return foreign.orElse(isMember ? "" : "leaves when all it keeps has moved");
  }

  @Override
  public SortedMap<String, Object> hints() {
    return new BackgroundReport(view).hints();
  }

  @Override
  public SortedMap<String, Object> antiEntropy() {
    return new BackgroundReport(view).antiEntropy();
  }

  @Override
  public SortedMap<String, Object> self() {
    long epoch = view.ring().map(ring -> ring.version().epoch()).orElse(0L);
    SortedMap<String, Object> tree = new Introduction(candidate, epoch, Formats.OURS).tree();
    // A node that does not know yet whether it has a ring must not be taken for one without.
    if (!view.isBookRead()) tree.remove("ring_epoch");
    view.self()
        .ifPresent(
            self -> {
              tree.put("address", self.address());
              tree.put("cluster_id", self.clusterId());
              tree.put("cluster_size", self.clusterSize());
            });
    return tree;
  }
}

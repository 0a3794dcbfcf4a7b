package io.gramme.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The cluster of a story: real processes with a disk each. Before each test everybody runs again
 * and has found everybody else. After a test that failed nothing is trusted any more, and the next
 * gets a cluster of its own making. Whatever happens, no process outlives the stories.
 */
final class Jvms
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final int FOUNDED = 200;
  private static final Jvms SHARED = new Jvms("three", 3, 3, List.of(), true);

  private final String name;
  private final int founders;
  private final int most;
  private final List<String> settings;
  private final boolean isShared;
  private final List<StoryNode> nodes = new CopyOnWriteArrayList<>();
  private final List<StoryNode> members = new CopyOnWriteArrayList<>();
  private final List<Network> networks = new ArrayList<>();
  private List<String> zones = List.of();
  private int made;
  private boolean isFounded;

  /** The cluster of three nodes that most stories tell of, one after the other. */
  static Jvms three() {
    return SHARED;
  }

  /**
   * A cluster of three nodes for one class.
   *
   * @param name of the folder with its disks and logs
   * @param settings more lines of every node's configuration
   */
  static Jvms three(String name, String... settings) {
    return new Jvms(name, 3, 3, List.of(settings), false);
  }

  /**
   * A cluster of five nodes for one class; three of them keep each key.
   *
   * @param name of the folder with its disks and logs
   * @param settings more lines of every node's configuration
   */
  static Jvms five(String name, String... settings) {
    return new Jvms(name, 5, 5, List.of(settings), false);
  }

  /**
   * A cluster for one class that begins with three nodes; others have a place already, and wait to
   * be started.
   *
   * @param name of the folder with its disks and logs
   * @param most nodes at a time, with those that have no ring yet or no more
   * @param settings more lines of every node's configuration
   */
  static Jvms growing(String name, int most, String... settings) {
    return new Jvms(name, 3, most, List.of(settings), false);
  }

  /**
   * A cluster for one class, whose nodes stand in zones.
   *
   * @param name of the folder with its disks and logs
   * @param zones of the nodes, in order
   */
  static Jvms zoned(String name, String... zones) {
    Jvms jvms = new Jvms(name, zones.length, zones.length, List.of(), false);
    jvms.zones = List.of(zones);
    return jvms;
  }

  private Jvms(String name, int founders, int most, List<String> settings, boolean isShared) {
    this.name = name;
    this.founders = founders;
    this.most = most;
    this.settings = settings;
    this.isShared = isShared;
  }

  /** What is between the nodes. */
  Network network() {
    return networks.get(0);
  }

  /** A node, counted from 1. */
  StoryNode node(int number) {
    return nodes.get(number - 1);
  }

  /** All members of the ring, running or not. */
  List<StoryNode> all() {
    return List.copyOf(members);
  }

  /** A node has become a member. */
  void joined(StoryNode node) {
    members.add(node);
  }

  /** A member has gone for good. */
  void left(StoryNode node) {
    members.remove(node);
  }

  /** Clients of all members, in order. */
  List<StoreClient> clients() {
    return members.stream().map(StoryNode::client).toList();
  }

  /** Clients of some nodes, in order. */
  static List<StoreClient> clientsOf(StoryNode... nodes) {
    return List.of(nodes).stream().map(StoryNode::client).toList();
  }

  /** Starts those that do not run, and waits until everybody has found everybody. */
  void startAll() {
    members.stream().filter(node -> !node.isRunning()).forEach(StoryNode::start);
    members.forEach(StoryNode::resume);
    if (!isFounded) found();
    awaitSettled();
  }

  /** Makes the ring of all nodes, as soon as all of them answer. */
  private void found() {
    String founding =
        members.stream()
            .map(node -> "\"" + node.client().address() + "\"")
            .collect(Collectors.joining(","));
    Waiting.that("a ring is founded").until(() -> isFounded(founding));
    isFounded = true;
  }

  private boolean isFounded(String founding) {
    if (nodes.get(0).self().get("ring_epoch") instanceof Number epoch && epoch.longValue() > 0)
      return true;
    StoreClient first = nodes.get(0).client();
    return first.order("/admin/ring/found", "{\"members\":[" + founding + "]}").status() == FOUNDED;
  }

  /** Waits until the members that run serve, reach each other, and are in one cluster. */
  void awaitSettled() {
    List<StoryNode> running = members.stream().filter(StoryNode::isRunning).toList();
    running.forEach(StoryNode::awaitServing);
    Set<String> ids = running.stream().map(StoryNode::id).collect(Collectors.toSet());
    Waiting.that(running + " have found each other")
        .until(() -> running.stream().allMatch(node -> reaches(node, ids)) && areOne(running));
  }

  /** Waits until a node reaches no more than so many of its cluster, itself included. */
  void awaitNoticed(StoryNode node, int reached) {
    Waiting.that(node + " reaches " + reached)
        .until(() -> Integer.valueOf(reached).equals(node.self().get("cluster_size")));
  }

  /** Makes one node the only one that answers, for as long as something takes. */
  void alone(StoryNode node, Runnable something) {
    List<StoryNode> others =
        members.stream().filter(other -> other != node && other.isRunning()).toList();
    try {
      others.forEach(StoryNode::pause);
      something.run();
    } finally {
      others.forEach(StoryNode::resume);
    }
    awaitSettled();
  }

  /** Whether a node reaches exactly those with these ids, itself included. */
  static boolean reaches(StoryNode node, Set<String> ids) {
    Set<Object> reached = new HashSet<>();
    node.client().list("/admin/members").stream()
        .filter(member -> Boolean.TRUE.equals(member.get("reachable")))
        .forEach(member -> reached.add(member.get("id")));
    return reached.equals(ids);
  }

  /** Whether they are all of one cluster, and have it for themselves. */
  static boolean areOne(List<StoryNode> running) {
    Set<Object> clusters = new HashSet<>();
    for (StoryNode node : running) {
      var self = node.self();
      if (!Integer.valueOf(running.size()).equals(self.get("cluster_size"))) return false;
      clusters.add(self.get("cluster_id"));
    }
    return clusters.size() == 1 && !clusters.contains("");
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (nodes.isEmpty()) make();
    if (isShared)
      context
          .getRoot()
          .getStore(Namespace.create(Jvms.class))
          .getOrComputeIfAbsent(this, key -> (AutoCloseable) this::close);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    network().heal();
    startAll();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isEmpty()) return;
    close();
    make();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!isShared) close();
  }

  private void make() throws IOException {
    Path folder = Path.of("target", "stories", made++ == 0 ? name : name + "-" + made);
    new Disk(folder).wipe();
    isFounded = false;
    Ports ports = Ports.free();
    networks.add(Network.between(most, ports));
    for (int i = 1; i <= most; i++) nodes.add(node(i, folder.resolve("n" + i), ports));
    members.addAll(nodes.subList(0, founders));
    if (made == 1) Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end-of-story"));
  }

  private void close() {
    endAll();
    for (StoryNode node : nodes) if (node.isRunning()) node.jvm().exitCode();
    networks.forEach(Network::close);
    nodes.clear();
    members.clear();
    networks.clear();
  }

  private void endAll() {
    nodes.forEach(StoryNode::end);
  }

  /** Where a node says that its front end is; its peers find the network there. */
  private static String advertised(int number, Ports ports) {
    return "127.0.0.1:" + ports.http(number - 1);
  }

  private StoryNode node(int number, Path folder, Ports ports) throws IOException {
    Files.createDirectories(folder);
    List<String> detours = new ArrayList<>();
    List<String> seeds = new ArrayList<>();
    for (int i = 1; i <= most; i++) {
      if (i == number) continue;
      if (i <= founders) seeds.add("\"" + advertised(i, ports) + "\"");
      detours.add(
          "\""
              + advertised(i, ports)
              + "\" = \""
              + Network.frontEnd(number, i)
              + ":"
              + ports.http(i - 1)
              + "\"");
    }
    List<String> lines = new ArrayList<>(settings);
    lines.add("gramme.node.id = n" + number);
    lines.add("gramme.data-dir = \"" + folder.resolve("data").toAbsolutePath() + "\"");
    lines.add("gramme.http.port = " + ports.http(number - 1));
    lines.add("gramme.artery.host = \"" + Network.actors(number) + "\"");
    lines.add("gramme.artery.base-port = " + ports.artery(number - 1));
    lines.add("gramme.dev.faults = on");
    // Others are let in by an operator.
    if (number <= founders) lines.add("gramme.seeds = [" + String.join(", ", seeds) + "]");
    if (!zones.isEmpty()) lines.add("gramme.node.zone = " + zones.get(number - 1));
    lines.add("gramme.dev.detours = {" + String.join(", ", detours) + "}");
    lines.add("pekko.remote.artery.bind.hostname = \"127.0.0.1\"");
    lines.add(
        "pekko.remote.artery.advanced.tcp.outbound-client-hostname = \""
            + Network.actors(number)
            + "\"");
    Path configuration = Files.write(folder.resolve("node.conf"), lines);
    return new StoryNode("n" + number, folder, configuration, ports.http(number - 1));
  }
}

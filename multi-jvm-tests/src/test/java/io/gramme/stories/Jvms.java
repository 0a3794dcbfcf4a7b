package io.gramme.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The cluster of a story: three real processes with a disk each. It is started anew for each class;
 * before each test everybody runs again and has found everybody else. Whatever happens, no process
 * outlives the class.
 */
final class Jvms implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private static final List<String> IDS = List.of("n1", "n2", "n3");

  private final List<StoryNode> nodes = new ArrayList<>();
  private final Thread lastResort = new Thread(this::endAll, "end-of-story");

  /** A cluster of three nodes. */
  static Jvms three() {
    return new Jvms();
  }

  private Jvms() {}

  /** A node, counted from 1. */
  StoryNode node(int number) {
    return nodes.get(number - 1);
  }

  /** All nodes, running or not. */
  List<StoryNode> all() {
    return List.copyOf(nodes);
  }

  /** Clients of all nodes, in order. */
  List<StoreClient> clients() {
    return nodes.stream().map(StoryNode::client).toList();
  }

  /** Clients of some nodes, in order. */
  static List<StoreClient> clientsOf(StoryNode... nodes) {
    return List.of(nodes).stream().map(StoryNode::client).toList();
  }

  /** Starts those that do not run, and waits until everybody has found everybody. */
  void startAll() {
    nodes.stream().filter(node -> !node.isRunning()).forEach(StoryNode::start);
    nodes.forEach(StoryNode::resume);
    awaitSettled();
  }

  /** Waits until those that run serve, reach each other, and are in one cluster. */
  void awaitSettled() {
    List<StoryNode> running = nodes.stream().filter(StoryNode::isRunning).toList();
    running.forEach(StoryNode::awaitServing);
    Set<String> ids = running.stream().map(StoryNode::id).collect(Collectors.toSet());
    Waiting.that(running + " have found each other")
        .until(() -> running.stream().allMatch(node -> reaches(node, ids)) && areOne(running));
  }

  /** Makes one node the only one that answers, for as long as something takes. */
  void alone(StoryNode node, Runnable something) {
    List<StoryNode> others =
        nodes.stream().filter(other -> other != node && other.isRunning()).toList();
    try {
      others.forEach(StoryNode::pause);
      something.run();
    } finally {
      others.forEach(StoryNode::resume);
    }
    awaitSettled();
  }

  private static boolean reaches(StoryNode node, Set<String> ids) {
    Set<Object> reached = new HashSet<>();
    node.client().list("/admin/members").stream()
        .filter(member -> Boolean.TRUE.equals(member.get("reachable")))
        .forEach(member -> reached.add(member.get("id")));
    return reached.equals(ids);
  }

  private static boolean areOne(List<StoryNode> running) {
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
    Runtime.getRuntime().addShutdownHook(lastResort);
    Path folder = Path.of("target", "stories", context.getRequiredTestClass().getSimpleName());
    new Disk(folder).wipe();
    Ports ports = Ports.free();
    for (int i = 0; i < IDS.size(); i++) nodes.add(node(i, folder.resolve(IDS.get(i)), ports));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    startAll();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    endAll();
    for (StoryNode node : nodes) if (node.isRunning()) node.jvm().exitCode();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  private void endAll() {
    nodes.forEach(StoryNode::end);
  }

  private static StoryNode node(int index, Path folder, Ports ports) throws IOException {
    Files.createDirectories(folder);
    List<String> members = new ArrayList<>();
    for (int i = 0; i < IDS.size(); i++)
      members.add("{ id = " + IDS.get(i) + ", http = \"127.0.0.1:" + ports.http(i) + "\" }");
    List<String> settings =
        List.of(
            "gramme.node.id = " + IDS.get(index),
            "gramme.data-dir = \"" + folder.resolve("data").toAbsolutePath() + "\"",
            "gramme.http.port = " + ports.http(index),
            "gramme.artery.base-port = " + ports.artery(index),
            "gramme.dev.faults = on",
            "gramme.ring.members = [" + String.join(", ", members) + "]");
    Path configuration = Files.write(folder.resolve("node.conf"), settings);
    return new StoryNode(IDS.get(index), folder, configuration, ports.http(index));
  }
}

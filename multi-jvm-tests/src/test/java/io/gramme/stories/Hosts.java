package io.gramme.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster whose nodes have a network namespace each, with nothing in between but the kernel. It
 * lives as {@link Jvms} do; where there can be no namespaces its class is skipped, and says why.
 * Whatever happens, no process and no namespace outlives the class.
 */
final class Hosts
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final int HTTP_PORT = 8_098;
  private static final int ACTORS_PORT = 25_520;
  private static final int REACHED_MILLIS = 5_000;

  private final String name;
  private final int size;
  private final Namespaces namespaces;
  private final List<StoryNode> nodes = new CopyOnWriteArrayList<>();
  private String missing = "";
  private int made;
  private boolean isFounded;

  private Hosts(String name, int size) {
    this.name = name;
    this.size = size;
    this.namespaces = Namespaces.of(size, Namespaces.thisMachine());
  }

  /**
   * Three nodes for one class.
   *
   * @param name of the folder with their disks and logs
   */
  static Hosts three(String name) {
    return new Hosts(name, 3);
  }

  /** What is between the nodes. */
  Namespaces network() {
    return namespaces;
  }

  /** A node, counted from 1. */
  StoryNode node(int number) {
    return nodes.get(number - 1);
  }

  /** All nodes, running or not. */
  List<StoryNode> all() {
    return List.copyOf(nodes);
  }

  /** Waits until all serve, reach each other, and are in one cluster. */
  void awaitSettled() {
    nodes.forEach(StoryNode::awaitServing);
    Set<String> ids = nodes.stream().map(StoryNode::id).collect(Collectors.toSet());
    Waiting.that(nodes + " have found each other")
        .until(
            () -> nodes.stream().allMatch(node -> Jvms.reaches(node, ids)) && Jvms.areOne(nodes));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-of-" + name));
    try {
      namespaces.setUp();
      for (int node = 1; node <= size; node++) reach(node);
    } catch (UncheckedIOException e) {
      close();
      missing = "no network namespaces can be set up here: " + e.getMessage();
    }
    make();
  }

  /** A firewall may be in the way, even to one's own machine. */
  private void reach(int node) {
    String address = namespaces.clientsAddress(node);
    try {
      if (!InetAddress.getByName(address).isReachable(REACHED_MILLIS))
        throw new IOException(address + " can not be reached");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    // Here and not before all, so that every test is counted as skipped.
    Assumptions.assumeTrue(missing.isEmpty(), missing);
    namespaces.heal();
    nodes.stream().filter(node -> !node.isRunning()).forEach(StoryNode::start);
    if (!isFounded) found();
    awaitSettled();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (!missing.isEmpty() || context.getExecutionException().isEmpty()) return;
    end();
    make();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void close() {
    end();
    namespaces.close();
  }

  /** A namespace lives as long as a process in it. */
  private void end() {
    nodes.forEach(StoryNode::end);
    for (StoryNode node : nodes) if (node.isRunning()) node.jvm().exitCode();
    nodes.clear();
  }

  private void found() {
    String members =
        IntStream.rangeClosed(1, size)
            .mapToObj(this::advertised)
            .collect(Collectors.joining(",", "{\"members\":[", "]}"));
    StoryNode first = nodes.get(0);
    Waiting.that("a ring is founded")
        .until(
            () -> {
              StoreClient client = first.client();
              client.send(
                  client
                      .request("/admin/ring/found")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(members)));
              return first.self().get("ring_epoch") instanceof Number epoch
                  && epoch.longValue() > 0;
            });
    isFounded = true;
  }

  private void make() throws IOException {
    Path folder = Path.of("target", "stories", made++ == 0 ? name : name + "-" + made);
    new Disk(folder).wipe();
    isFounded = false;
    for (int i = 1; i <= size; i++) nodes.add(node(i, folder.resolve("n" + i)));
  }

  private StoryNode node(int number, Path folder) throws IOException {
    Files.createDirectories(folder);
    String id = "n" + number;
    String seeds =
        IntStream.rangeClosed(1, size)
            .filter(other -> other != number)
            .mapToObj(this::advertised)
            .collect(Collectors.joining(", "));
    List<String> lines =
        List.of(
            "gramme.node.id = " + id,
            "gramme.data-dir = \"" + folder.resolve("data").toAbsolutePath() + "\"",
            "gramme.http.host = \"0.0.0.0\"",
            "gramme.http.port = " + HTTP_PORT,
            "gramme.http.advertised = " + advertised(number),
            "gramme.artery.host = \"" + namespaces.peersAddress(number) + "\"",
            "gramme.artery.base-port = " + ACTORS_PORT,
            "gramme.dev.faults = on",
            "gramme.seeds = [" + seeds + "]");
    Path configuration = Files.write(folder.resolve("node.conf"), lines);
    return new StoryNode(
        id,
        folder,
        configuration,
        new StoreClient(namespaces.clientsAddress(number), HTTP_PORT),
        namespaces.launcher(number));
  }

  /** Where a node says that its front end is, in quotation marks. */
  private String advertised(int number) {
    return "\"" + namespaces.peersAddress(number) + ":" + HTTP_PORT + "\"";
  }
}

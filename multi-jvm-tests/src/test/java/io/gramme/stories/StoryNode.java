package io.gramme.stories;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node of a story: its disk, its ports, and the process that runs it, if one does. */
final class StoryNode {

  private final String id;
  private final Path configuration;
  private final Path folder;
  private final StoreClient client;
  private final List<String> launcher;
  private Optional<Jvm> running = Optional.empty();
  private boolean paused;

  StoryNode(String id, Path folder, Path configuration, int httpPort) {
    this(id, folder, configuration, new StoreClient(httpPort), List.of());
  }

  /**
   * A node that is not on this host.
   *
   * @param client that reaches it
   * @param launcher what the command of its process begins with
   */
  StoryNode(String id, Path folder, Path configuration, StoreClient client, List<String> launcher) {
    this.id = id;
    this.folder = folder;
    this.configuration = configuration;
    this.client = client;
    this.launcher = List.copyOf(launcher);
  }

  String id() {
    return id;
  }

  /** A client of this node. */
  StoreClient client() {
    return client;
  }

  /** Its data directory. */
  Disk disk() {
    return new Disk(folder.resolve("data"));
  }

  /** The process that runs it. */
  Jvm jvm() {
    return running.orElseThrow(() -> new IllegalStateException(id + " does not run"));
  }

  /** Whether it has a process. */
  boolean isRunning() {
    return running.filter(jvm -> jvm.process().isAlive()).isPresent();
  }

  /** Whether it can be asked: it has a process that is not paused. */
  boolean isServing() {
    return isRunning() && !paused;
  }

  /** Starts a process for it; does not wait. */
  void start() {
    if (isRunning()) throw new IllegalStateException(id + " runs already");
    running = Optional.of(Jvm.startBy(launcher, id, configuration, folder.resolve("log.txt")));
    paused = false;
  }

  /** Starts a process at its place that claims to be another node, and knows of a third. */
  void startAs(StoryNode other, StoryNode seed) {
    running =
        Optional.of(
            Jvm.start(
                id + " as " + other.id(),
                configuration,
                folder.resolve("log.txt"),
                "-Dgramme.node.id=" + other.id(),
                "-Dgramme.seeds.0=" + seed.client().address()));
    paused = false;
  }

  /** Why it is not ready, in its own words. */
  String health() {
    return client.send(client.request("/health/ready").GET()).body();
  }

  /** Starts a second process with the same settings, and so on the same disk. */
  Jvm startIntruder() {
    return Jvm.start(id + "'s intruder", configuration, folder.resolve("intruder.txt"));
  }

  /** Ends its process as kill -9 does. */
  void kill() {
    jvm().kill();
  }

  /** Stops its process as an operator does, and waits for the exit code. */
  int stop() {
    jvm().askToStop();
    return jvm().exitCode();
  }

  void pause() {
    jvm().pause();
    paused = true;
  }

  /** Lets it go on, if it was paused. */
  void resume() {
    if (paused && isRunning()) jvm().resume();
    paused = false;
  }

  /** Whatever it was doing, it ends. */
  void end() {
    running.ifPresent(jvm -> jvm.process().destroyForcibly());
  }

  /** Waits until it serves. */
  void awaitServing() {
    Waiting.that(jvm() + " serves")
        .untilOrFailing(
            () -> client.send(client.request("/health/ready").GET()).status() == 200,
            jvm() + " has ended",
            () -> !isRunning());
  }

  /** Waits until it knows what it holds: each partition was compared since its disk was new. */
  void awaitKnowing() {
    Waiting.that(this + " has compared all its partitions")
        .until(
            () -> client.object("/admin/anti-entropy").get("owed_since_starts").equals(List.of()));
  }

  /** Waits until it keeps nothing any more for others. */
  void awaitNoHints() {
    Waiting.that(this + " keeps no hints").until(() -> figure("gramme_hints") == 0);
  }

  /** One of its figures. */
  long figure(String name) {
    return ((Number) stats().get(name)).longValue();
  }

  /** Whether it can reach a peer, in its own opinion. */
  boolean reaches(StoryNode peer) {
    return client.list("/admin/members").stream()
        .anyMatch(
            member ->
                peer.id().equals(member.get("id")) && Boolean.TRUE.equals(member.get("reachable")));
  }

  /** What it says of itself. */
  Map<String, Object> self() {
    return client.object("/internal/self");
  }

  /** Its figures. */
  Map<String, Object> stats() {
    return client.object("/stats");
  }

  @Override
  public String toString() {
    return running.map(Jvm::toString).orElse(id);
  }
}

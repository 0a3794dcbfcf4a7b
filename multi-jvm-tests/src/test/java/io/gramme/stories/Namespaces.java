package io.gramme.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Hosts as far as the kernel's network goes: a namespace for each node, with one cable to a switch,
 * where its peers are, and another to the machine that the stories run on, where its clients are.
 * So cables can be pulled and packets lost, and clients still reach every side. All names are of
 * this run alone. Needs Linux, the command {@code ip}, and the right to change the network.
 */
final class Namespaces implements AutoCloseable {

  /** The way to the machine: does what it is told and says what that printed. */
  @FunctionalInterface
  interface Console {
    /**
     * Runs a command to its end.
     *
     * @throws UncheckedIOException if there is no such command, or it fails
     */
    String run(List<String> command);
  }

  private static final long COMMAND_SECONDS = 30;
  private static final int NAME_BITS = 24;
  private static final int BLOCKS = 256;
  private static final String NOBODY = "02:00:00:00:00:01";

  private final Console console;
  private final int nodes;
  private final String run;
  private final Deque<List<String>> undo = new ArrayDeque<>();
  private final Deque<List<String>> mending = new ArrayDeque<>();
  private String block = "";
  private boolean retriesSoon = true;
  private boolean closed;

  private Namespaces(int nodes, Console console) {
    this.nodes = nodes;
    this.console = console;
    int name = ThreadLocalRandom.current().nextInt(1 << NAME_BITS);
    this.run = "g" + HexFormat.of().toHexDigits(name, NAME_BITS / 4);
  }

  /** Namespaces for nodes counted from 1, none of which is there yet. */
  static Namespaces of(int nodes, Console console) {
    return new Namespaces(nodes, console);
  }

  /** The machine that the stories run on. */
  static Console thisMachine() {
    return Namespaces::runHere;
  }

  /**
   * Makes everything.
   *
   * @throws UncheckedIOException if that can not be done here; nothing is left then
   */
  synchronized void setUp() {
    try {
      block = freeBlock();
      namespace(switchName());
      make(List.of(), "ip", "-n", switchName(), "link", "add", "switch", "type", "bridge");
      make(List.of(), "ip", "-n", switchName(), "link", "set", "switch", "up");
      for (int node = 1; node <= nodes; node++) node(node);
      rehearse();
    } catch (UncheckedIOException e) {
      try {
        close();
      } catch (UncheckedIOException leftover) {
        // The command that failed has often left nothing to take down.
        e.addSuppressed(leftover);
      }
      throw e;
    }
  }

  /** What a command begins with that is to run in a node's namespace. */
  List<String> launcher(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  /** Where a node's peers reach it. */
  String peersAddress(int node) {
    return block + ".0." + node;
  }

  /** Where its clients reach it. */
  String clientsAddress(int node) {
    return block + ".1." + (4 * node + 2);
  }

  /** Whether TCP tries again every second at least, however long the network was cut. */
  boolean retriesSoon() {
    return retriesSoon;
  }

  /** Pulls the cable between a node and its peers: both ends see that. */
  void unplug(int node) {
    List<String> port = List.of("ip", "-n", switchName(), "link", "set", "port" + node);
    cut(plus(port, "down"), plus(port, "up"));
  }

  /** What a node sends to another goes nowhere, and the kernel tells the sender so. */
  void blackhole(int from, int to) {
    List<String> route = List.of("ip", "-n", name(from), "route");
    String hole = peersAddress(to) + "/32";
    cut(plus(route, "add", "blackhole", hole), plus(route, "del", "blackhole", hole));
  }

  /** What a node sends to another leaves it and is lost; nobody is told. */
  void lose(int from, int to) {
    List<String> neighbour = List.of("ip", "-n", name(from), "neigh");
    String[] whom = {peersAddress(to), "dev", "peers"};
    cut(
        plus(plus(plus(neighbour, "replace"), whom), "lladdr", NOBODY, "nud", "permanent"),
        plus(plus(neighbour, "del"), whom));
  }

  /** Everybody hears everybody again. */
  synchronized void heal() {
    while (!mending.isEmpty()) console.run(mending.pop());
  }

  /**
   * Takes everything down, whose processes must have ended.
   *
   * @throws UncheckedIOException if something would not go; the rest has
   */
  @Override
  public synchronized void close() {
    closed = true;
    IOException failure = new IOException("not all of " + run + " could be taken down");
    while (!undo.isEmpty()) {
      try {
        console.run(undo.pop());
      } catch (UncheckedIOException e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) throw new UncheckedIOException(failure);
  }

  private void namespace(String name) {
    make(List.of("ip", "netns", "del", name), "ip", "netns", "add", name);
    make(List.of(), "ip", "-n", name, "link", "set", "lo", "up");
  }

  private void node(int node) {
    String name = name(node);
    String port = "port" + node;
    namespace(name);
    make(
        List.of(),
        ("ip -n " + switchName() + " link add " + port + " type veth peer name peers netns " + name)
            .split(" "));
    make(List.of(), "ip", "-n", switchName(), "link", "set", port, "master", "switch", "up");
    address(List.of("ip", "-n", name), "peers", peersAddress(node) + "/24");
    String cable = run + "c" + node;
    make(
        List.of("ip", "link", "del", cable),
        ("ip link add " + cable + " type veth peer name clients netns " + name).split(" "));
    address(List.of("ip", "-n", name), "clients", clientsAddress(node) + "/30");
    address(List.of("ip"), cable, block + ".1." + (4 * node + 1) + "/30");
    // Else a connection that waits doubles its pauses, up to two minutes.
    tryTo(node, "echo 1000 > /proc/sys/net/ipv4/tcp_rto_max_ms");
  }

  private void address(List<String> ip, String device, String address) {
    make(List.of(), plus(ip, "addr", "add", address, "dev", device).toArray(String[]::new));
    make(List.of(), plus(ip, "link", "set", device, "up").toArray(String[]::new));
  }

  private void tryTo(int node, String command) {
    try {
      console.run(plus(launcher(node), "sh", "-c", command));
    } catch (UncheckedIOException e) {
      retriesSoon = false;
    }
  }

  /** What can not be cut, or not be entered, is known before the story begins. */
  private void rehearse() {
    for (int node = 1; node <= nodes; node++) console.run(plus(launcher(node), "true"));
    unplug(1);
    lose(1, nodes);
    blackhole(1, nodes);
    heal();
  }

  private void make(List<String> undoing, String... command) {
    if (closed) throw new UncheckedIOException(new IOException(run + " is closed"));
    // Before it is made: a command that fails may have done half of its work.
    if (!undoing.isEmpty()) undo.push(undoing);
    console.run(List.of(command));
  }

  private synchronized void cut(List<String> command, List<String> mend) {
    console.run(command);
    mending.push(mend);
  }

  /** The first half of addresses that nobody uses here. */
  private String freeBlock() {
    String routes = console.run(List.of("ip", "-4", "route", "show", "table", "all"));
    int first = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      String free = "10." + (first + i) % BLOCKS;
      if (!(" " + routes.replace('\n', ' ')).contains(" " + free + ".")) return free;
    }
    throw new UncheckedIOException(new IOException("no block of addresses is free"));
  }

  private String switchName() {
    return run + "-switch";
  }

  private String name(int node) {
    return run + "-n" + node;
  }

  private static List<String> plus(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toList();
  }

  private static String runHere(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes()).strip();
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end");
      }
      if (process.exitValue() != 0) throw new IOException(command + " failed: " + said);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

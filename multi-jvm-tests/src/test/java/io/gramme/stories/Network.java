package io.gramme.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The network between the nodes of a story: every byte that one node sends to another, its actors'
 * and its probes' alike, passes through here, or does not while the way is cut.
 *
 * <p>Each node's actors have an address of their own on the loopback interface, where this listens
 * in their place; and each node knows the front ends of its peers at addresses that nobody else
 * uses. So it is known who talks to whom. Clients of the story go to the front ends directly.
 */
final class Network implements AutoCloseable {

  /** A direction: from a node to another, both counted from 1. */
  record Way(int from, int to) {

    Way back() {
      return new Way(to, from);
    }
  }

  /** What becomes of what is sent. */
  enum Passage {
    OPEN,
    /** Messages are lost; requests and answers of HTTP wait. */
    LOST,
    /** Everything waits, and arrives when the network heals, as much of it as TCP keeps. */
    LATE
  }

  /** Who comes in at a listener, and where it is led. */
  private record Door(ServerSocketChannel listener, int asker, int asked, InetSocketAddress to) {

    /** An asker of 0 is known by the address that it comes from. */
    int askerOf(SocketChannel client) throws IOException {
      if (asker != 0) return asker;
      return ((InetSocketAddress) client.getRemoteAddress()).getAddress().getAddress()[3];
    }
  }

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ASKERS = 10;

  private final Selector selector;
  private final Map<Way, Passage> cut = new ConcurrentHashMap<>();
  private final Set<Relay> relays = new HashSet<>();
  private final Thread thread = new Thread(this::run, "network");
  private final AtomicBoolean changed = new AtomicBoolean();
  private volatile boolean closed;

  private Network(Selector selector) {
    this.selector = selector;
  }

  /**
   * A whole network.
   *
   * @param nodes how many, counted from 1
   * @param ports at which they listen at 127.0.0.1
   */
  static Network between(int nodes, Ports ports) throws IOException {
    Network network = new Network(Selector.open());
    for (int asked = 1; asked <= nodes; asked++) {
      for (int i = 0; i < Ports.PER_NODE; i++)
        network.listen(actors(asked), ports.artery(asked - 1) + i, 0, asked);
      for (int asker = 1; asker <= nodes; asker++)
        if (asker != asked)
          network.listen(frontEnd(asker, asked), ports.http(asked - 1), asker, asked);
    }
    network.thread.start();
    return network;
  }

  /** Where peers reach a node's actors, and where its own connections to them come from. */
  static String actors(int node) {
    return "127.0.1." + node;
  }

  /** Where one node finds the front end of another. */
  static String frontEnd(int asker, int asked) {
    return "127.0." + (ASKERS + asker) + "." + asked;
  }

  /** From now on this is what becomes of what one node sends to another. */
  void cut(int from, int to, Passage passage) {
    cut.put(new Way(from, to), passage);
    change();
  }

  /** Nodes of different groups do not hear each other any more. */
  @SafeVarargs
  final void split(Passage passage, Set<Integer>... groups) {
    for (Set<Integer> group : groups)
      for (Set<Integer> other : groups)
        if (group != other)
          group.forEach(from -> other.forEach(to -> cut.put(new Way(from, to), passage)));
    change();
  }

  /** Two nodes hear each other again. */
  void join(int one, int other) {
    cut.remove(new Way(one, other));
    cut.remove(new Way(other, one));
    change();
  }

  /** Everybody hears everybody again, and first of all what has waited. */
  void heal() {
    cut.clear();
    change();
  }

  private void change() {
    changed.set(true);
    selector.wakeup();
  }

  private void listen(String host, int port, int asker, int asked) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(host, port));
    listener.configureBlocking(false);
    Door door = new Door(listener, asker, asked, new InetSocketAddress(LOOPBACK, port));
    listener.register(selector, SelectionKey.OP_ACCEPT, door);
  }

  private void run() {
    while (!closed) {
      try {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.attachment() instanceof Door door) accept(door);
          else handOn((Relay) key.attachment());
        }
        selector.selectedKeys().clear();
        if (changed.getAndSet(false)) List.copyOf(relays).forEach(this::handOn);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept(Door door) throws IOException {
    SocketChannel client = door.listener().accept();
    if (client == null) return;
    Way way = new Way(door.askerOf(client), door.asked());
    Relay relay = Relay.begin(client, door.to(), way, door.asker() == 0, selector);
    relays.add(relay);
    handOn(relay);
  }

  private void handOn(Relay relay) {
    if (!relay.goesOn(way -> cut.getOrDefault(way, Passage.OPEN))) relays.remove(relay);
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      for (SelectionKey key : selector.keys()) key.channel().close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

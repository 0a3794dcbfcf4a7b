package io.gramme.stories;

import io.gramme.stories.Network.Passage;
import io.gramme.stories.Network.Way;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** One connection between two nodes, led through the story's network in both directions. */
final class Relay {

  private final SocketChannel client;
  private final SocketChannel server;
  private final SelectionKey clientKey;
  private final SelectionKey serverKey;
  private final Way way;
  private final Stream there;
  private final Stream back;

  private Relay(
      SocketChannel client, SocketChannel server, Way way, boolean isOfActors, Selector selector)
      throws IOException {
    this.client = client;
    this.server = server;
    this.way = way;
    this.there = new Stream(client, server, isOfActors);
    this.back = new Stream(server, client, false);
    this.clientKey = client.register(selector, 0, this);
    this.serverKey = server.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /**
   * Takes a client on to a server that may not be there.
   *
   * @param isOfActors whether the client sends messages of actors, and not requests of HTTP
   */
  static Relay begin(
      SocketChannel client, InetSocketAddress to, Way way, boolean isOfActors, Selector selector)
      throws IOException {
    SocketChannel server = SocketChannel.open();
    for (SocketChannel each : new SocketChannel[] {client, server}) {
      each.configureBlocking(false);
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    Relay relay = new Relay(client, server, way, isOfActors, selector);
    try {
      server.connect(to);
    } catch (IOException e) {
      // Nobody listens there, and the client learns it as it would without us.
      relay.end();
    }
    return relay;
  }

  /** Hands on what can be; false once the connection has ended. */
  boolean goesOn(Function<Way, Passage> network) {
    try {
      if (!server.isConnected() && !server.finishConnect()) return true;
      Passage forth = network.apply(way);
      Passage home = network.apply(way.back());
      there.pump(forth);
      back.pump(home);
      if (there.isEnded() && back.isEnded()) return end();
      clientKey.interestOps(there.toRead(forth) | back.toWrite());
      serverKey.interestOps(back.toRead(home) | there.toWrite());
      return true;
    } catch (IOException | RuntimeException e) {
      return end();
    }
  }

  private boolean end() {
    try {
      client.close();
      server.close();
    } catch (IOException e) {
      // It was on its way out anyway.
      return false;
    }
    return false;
  }
}

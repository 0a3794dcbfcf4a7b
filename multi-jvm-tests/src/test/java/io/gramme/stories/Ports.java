package io.gramme.stories;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * A block of ports of the loopback interface that were all free when it was chosen: sixteen for the
 * actors of each of six nodes, as their starts take them in turn, and one each for HTTP.
 *
 * @param first of the block
 */
record Ports(int first) {

  /** How many nodes find room in one block. */
  static final int NODES = 6;

  /** As many as a node uses in turn. */
  static final int PER_NODE = 16;

  private static final int SIZE = 112;

  /** Below the ports that Linux gives to outgoing connections. */
  private static final int LOWEST = 12_000;

  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  /**
   * Looks for a free block.
   *
   * @throws IllegalStateException if there seems to be none
   */
  static Ports free() {
    for (int i = 0; i < TRIES; i++) {
      int block = ThreadLocalRandom.current().nextInt((HIGHEST - LOWEST) / SIZE);
      Ports ports = new Ports(LOWEST + block * SIZE);
      if (ports.areFree()) return ports;
    }
    throw new IllegalStateException("no block of " + SIZE + " free ports was found");
  }

  /** The first of the ports of a node's actors. */
  int artery(int node) {
    return first + node * PER_NODE;
  }

  /** The port of a node's front end. */
  int http(int node) {
    return first + NODES * PER_NODE + node;
  }

  private boolean areFree() {
    return IntStream.range(first, first + SIZE).allMatch(Ports::isFree);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

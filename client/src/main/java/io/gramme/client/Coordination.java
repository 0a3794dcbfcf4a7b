package io.gramme.client;

/** Who finds the nodes that keep a key (Dynamo §6.4). */
public enum Coordination {
  /**
   * The client, from the ring that it has learned: a request goes straight to a node that keeps the
   * key, which saves a hop.
   */
  CLIENT_DRIVEN,
  /** The servers: a request goes to the seeds in turn, and whoever gets it forwards it. */
  SERVER_DRIVEN
}

package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The admin interfaces of the nodes. */
interface NodeDoor {

  /**
   * Asks one node.
   *
   * @param node at which {@code host:port} it answers
   * @param method of HTTP
   * @param path where
   * @param body missing where there is none
   * @throws NodeSilentException if the node does not answer
   */
  Answer send(String node, String method, String path, JsonNode body) throws NodeSilentException;
}

package io.gramme.http.admin;

import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.service.Order;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an operator sends, a JSON object. Every reader throws {@link IllegalArgumentException} with
 * a sentence for the operator.
 *
 * @param fields by name; those that are not asked for do no harm
 */
record Document(Map<String, Object> fields) {

  private static final int MOST_MEMBERS = 1_000;
  private static final String KINDS = "join, leave, replace, force-remove, capacity or zone";

  /** A text that is not empty. */
  String text(String name) {
    if (fields.get(name) instanceof String text && !text.isBlank()) return text.strip();
    throw new IllegalArgumentException("\"" + name + "\" must be there, and be a text");
  }

  /** A truth value; false where it is not said. */
  boolean flag(String name) {
    Object value = fields.getOrDefault(name, false);
    if (value instanceof Boolean flag) return flag;
    throw new IllegalArgumentException("\"" + name + "\" is true or false");
  }

  /** A node. */
  NodeId node(String name) {
    return new NodeId(text(name));
  }

  /** A node's address. */
  Endpoint endpoint(String name) {
    return new Endpoint(text(name));
  }

  /** Addresses of nodes, each once, at least one. */
  List<Endpoint> endpoints(String name) {
    if (!(fields.get(name) instanceof List<?> list) || list.isEmpty())
      throw new IllegalArgumentException(
          "\"" + name + "\" must be there, and be a list of host:port");
    if (list.size() > MOST_MEMBERS)
      throw new IllegalArgumentException("a ring is founded by at most " + MOST_MEMBERS + " nodes");
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    for (Object each : list) {
      Endpoint endpoint = new Endpoint(String.valueOf(each).strip());
      if (!endpoints.add(endpoint))
        throw new IllegalArgumentException("\"" + name + "\" names " + endpoint + " twice");
    }
    return List.copyOf(endpoints);
  }

  /** A change to be staged. */
  Order order() {
    String kind = text("change");
    return switch (kind) {
      case "join" -> new Order.Join(endpoint("by"));
      case "leave" -> new Order.Leave(node("node"));
      case "replace" -> new Order.Replace(node("node"), endpoint("by"));
      case "force-remove" -> new Order.ForceRemove(node("node"));
      case "capacity" -> new Order.Capacity(node("node"), capacity());
      case "zone" -> new Order.Zone(node("node"), zone());
      default ->
          throw new IllegalArgumentException(
              "\"" + kind + "\" is no change of a ring: " + KINDS + " is");
    };
  }

  private int capacity() {
    if (fields.get("capacity") instanceof Integer percent
        && percent >= 1
        && percent <= Order.MOST_CAPACITY) return percent;
    throw new IllegalArgumentException(
        "\"capacity\" must be there, and be 1 to "
            + Order.MOST_CAPACITY
            + " percent of an ordinary machine");
  }

  private String zone() {
    if (fields.get("zone") instanceof String zone && Order.isZone(zone)) return zone;
    throw new IllegalArgumentException(
        "\"zone\" must be there, and have up to 64 letters, digits, '-', '_' and '.'");
  }
}

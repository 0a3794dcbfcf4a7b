package io.gramme.config;

import com.typesafe.config.Config;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;

/** What the block {@code gramme} says of a node's place among the others. */
record PlaceBlock(CheckedBlock block) {

  /** For a node without a front end. */
  private static final String NOWHERE = "127.0.0.1:0";

  /** Reads it; what makes no sense is refused. */
  NodeSettings.Place place() {
    int capacity = block.within("node.capacity", 1, Member.MOST_CAPACITY);
    String zone = block.gramme().getString("node.zone").trim();
    try {
      new Member(new NodeId("any"), capacity, zone);
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme.node.zone: " + e.getMessage());
    }
    return new NodeSettings.Place(advertised(), block.endpoints("seeds"), capacity, zone);
  }

  /** What is said, else where the front end listens: which must be an address for others too. */
  private String advertised() {
    Config gramme = block.gramme();
    String said = gramme.getString("http.advertised").trim();
    if (!said.isEmpty()) return block.endpoint("http.advertised", said).value();
    if (!gramme.hasPath("http.host")) return NOWHERE;
    String host = gramme.getString("http.host").trim();
    if (host.equals("0.0.0.0") || host.equals("::"))
      throw new SettingRefusedException(
          "gramme.http.advertised is empty and gramme.http.host is "
              + host
              + ": say at which host:port other nodes reach this one");
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + gramme.getInt("http.port");
  }
}

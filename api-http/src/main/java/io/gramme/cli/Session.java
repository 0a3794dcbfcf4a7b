package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A conversation with one node, and through it with the others.
 *
 * @param door to all of them
 * @param node that is asked, {@code host:port}
 */
record Session(NodeDoor door, String node) {

  private static final int UNAVAILABLE = 503;

  Answer get(String path) throws NodeSilentException {
    return door.send(node, "GET", path, MissingNode.getInstance());
  }

  Answer post(String path, ObjectNode body) throws NodeSilentException {
    return door.send(node, "POST", path, body);
  }

  Answer delete(String path) throws NodeSilentException {
    return door.send(node, "DELETE", path, MissingNode.getInstance());
  }

  /** An empty document. */
  static ObjectNode document() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A document of texts: names and values in turn. */
  static ObjectNode document(String... namesAndTexts) {
    ObjectNode document = document();
    for (int i = 0; i < namesAndTexts.length; i += 2)
      document.put(namesAndTexts[i], namesAndTexts[i + 1]);
    return document;
  }

  /**
   * Asks every member of the ring the same. The answer is a document with {@code nodes}: of each
   * its {@code id}, and either its {@code answer} or an {@code error}. A member that does not
   * answer makes the whole 503.
   */
  Answer everywhere(String method, String path) throws NodeSilentException {
    Answer members = get("/admin/members");
    if (!members.isDone()) return members;
    ObjectNode all = document();
    var nodes = all.putArray("nodes");
    boolean isComplete = true;
    for (JsonNode member : members.tree()) {
      ObjectNode entry = nodes.addObject().put("id", member.path("id").asText());
      try {
        JsonNode body = method.equals("POST") ? document() : MissingNode.getInstance();
        Answer one = door.send(member.path("http").asText(), method, path, body);
        if (one.isDone()) entry.set("answer", one.tree());
        else entry.put("error", String.join("; ", one.reasons()));
        isComplete &= one.isDone();
      } catch (NodeSilentException e) {
        entry.put("error", e.getMessage());
        isComplete = false;
      }
    }
    return new Answer(
        isComplete ? Answer.of(all).status() : UNAVAILABLE, all, "not every member answered");
  }
}

package io.gramme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes that answer what a test has them answer, and remember what they were asked. */
final class RecordedDoor implements NodeDoor {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> asked = new ArrayList<>();
  private final Map<String, Answer> answers = new HashMap<>();

  /** From now on this is what a node says to {@code "METHOD host:port/path"}. */
  RecordedDoor says(String request, int status, String body) {
    answers.put(request, new Answer(status, tree(body), body));
    return this;
  }

  /** What nodes were asked, as {@code METHOD host:port/path body}. */
  List<String> asked() {
    return asked;
  }

  @Override
  public Answer send(String node, String method, String path, JsonNode body)
      throws NodeSilentException {
    asked.add((method + " " + node + path + " " + body).strip());
    Answer answer = answers.get(method + " " + node + path);
    if (answer == null) throw new NodeSilentException("The node at " + node + " does not answer");
    return answer;
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return Answer.text(0, body).tree();
    }
  }
}

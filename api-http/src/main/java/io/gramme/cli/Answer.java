package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node answered.
 *
 * @param status of HTTP
 * @param tree its JSON, missing where it was none
 * @param text the body as it came
 */
record Answer(int status, JsonNode tree, String text) {

  private static final int OK = 200;
  private static final int NONSENSE = 400;
  private static final int UNAVAILABLE = 503;

  /** What a process ends with. */
  enum Exit {
    DONE(0),
    REFUSED(1),
    USAGE(2),
    UNREACHABLE(3);

    private final int code;

    Exit(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** Something that needs no node to be said. */
  static Answer of(JsonNode tree) {
    return new Answer(OK, tree, tree.toString());
  }

  /** A plain text. */
  static Answer text(int status, String text) {
    return new Answer(status, MissingNode.getInstance(), text);
  }

  boolean isDone() {
    return status == OK;
  }

  Exit exit() {
    return switch (status) {
      case OK -> Exit.DONE;
      case NONSENSE -> Exit.USAGE;
      case UNAVAILABLE -> Exit.UNREACHABLE;
      default -> Exit.REFUSED;
    };
  }

  /** Why it was not done, a line each. */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    tree.path("refused").forEach(each -> reasons.add(each.asText()));
    if (reasons.isEmpty() && tree.path("error").isTextual())
      reasons.add(tree.path("error").asText());
    if (reasons.isEmpty()) reasons.add(text.isBlank() ? "HTTP status " + status : text.strip());
    return reasons;
  }
}

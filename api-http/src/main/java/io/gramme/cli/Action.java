package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One command of the program.
 *
 * @param name as it is typed
 * @param summary what it does, in a sentence
 * @param example how it is typed, after {@code scripts/gramme}
 * @param arguments in order
 * @param takesForce whether there is {@code --force}
 * @param act does it
 * @param form shows what came of it
 */
record Action(
    String name,
    String summary,
    String example,
    List<Argument> arguments,
    boolean takesForce,
    Act act,
    Form form) {

  /**
   * What an action is given.
   *
   * @param label as the help shows it
   * @param summary what it is
   * @param least how often it must be there
   * @param most how often it may be there
   */
  record Argument(String label, String summary, int least, int most) {

    static Argument one(String label, String summary) {
      return new Argument(label, summary, 1, 1);
    }
  }

  /** What was typed after the command's name. */
  record Words(List<String> arguments, boolean force) {

    Words {
      arguments = List.copyOf(arguments);
    }

    String first() {
      return arguments.get(0);
    }

    String second() {
      return arguments.get(1);
    }
  }

  /** Asks nodes. */
  interface Act {
    Answer on(Session session, Words words) throws NodeSilentException;
  }

  /** Makes lines for a person of what a node answered. */
  interface Form {
    List<String> lines(JsonNode tree);
  }

  /** A command of an action without {@code --force}. */
  static Action of(
      String name, String summary, String example, List<Argument> arguments, Act act, Form form) {
    return new Action(name, summary, example, arguments, false, act, form);
  }

  /** An action that may be forced. */
  Action forcible() {
    return new Action(name, summary, example, arguments, true, act, form);
  }

  /** The sentence that a node says when it has done something. */
  static List<String> said(JsonNode tree) {
    return List.of(tree.path("done").asText("Done."));
  }
}

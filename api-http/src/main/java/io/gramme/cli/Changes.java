package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.cli.Action.Argument;
import io.gramme.cli.Action.Words;
import java.util.List;

/** The commands that change a ring, in the order in which an operator needs them. */
final class Changes {

  private static final String FOUND = "/admin/ring/found";
  private static final String JOIN = "/admin/ring/join";
  private static final String STAGED = "/admin/ring/changes";
  private static final String PLAN = "/admin/ring/plan";
  private static final String COMMIT = "/admin/ring/commit";

  private static final Argument NODE = Argument.one("NODE", "The id of a member, as n2.");
  private static final Argument BY =
      Argument.one("HOST:PORT", "Where a node that has no ring yet answers HTTP.");

  private Changes() {}

  static List<Action> all() {
    return List.of(
        found(),
        join(),
        leave(),
        replace(),
        forceRemove(),
        capacity(),
        zone(),
        changes(),
        clear(),
        plan(),
        commit());
  }

  private static Action found() {
    return Action.of(
        "found",
        "Makes the first ring, of nodes that run and have none. Once in the life of a cluster.",
        "found h1:8098 h2:8098 h3:8098",
        List.of(new Argument("HOST:PORT", "Where each answers HTTP.", 1, Integer.MAX_VALUE)),
        (session, words) -> {
          ObjectNode document = Session.document();
          words.arguments().forEach(document.putArray("members")::add);
          // The ring begins at a node that is in it, so that need not be said twice.
          boolean isNamed = words.arguments().contains(session.node());
          Session first = isNamed ? session : new Session(session.door(), words.first());
          return first.post(FOUND, document);
        },
        Action::said);
  }

  private static Action join() {
    return Action.of(
        "join",
        "Has the node at --node, which has no ring, stage its join to the ring of a seed.",
        "--node h4:8098 join h1:8098",
        List.of(Argument.one("SEED", "host:port of any member.")),
        (session, words) -> session.post(JOIN, Session.document("seed", words.first())),
        Action::said);
  }

  private static Action leave() {
    return staging(
        "leave",
        "Stages that a member hands over what it keeps, and goes.",
        "leave n2",
        List.of(NODE),
        words -> Session.document("change", "leave", "node", words.first()));
  }

  private static Action replace() {
    return staging(
        "replace",
        "Stages that a new node takes the place of a member, dead or alive.",
        "replace n2 h4:8098",
        List.of(NODE, BY),
        words ->
            Session.document("change", "replace", "node", words.first(), "by", words.second()));
  }

  private static Action forceRemove() {
    return staging(
        "force-remove",
        "Stages that a dead member goes; what it kept comes from the other replicas.",
        "force-remove n2",
        List.of(NODE),
        words -> Session.document("change", "force-remove", "node", words.first()));
  }

  private static Action capacity() {
    return staging(
        "capacity",
        "Stages that a member takes a greater or a smaller share of the data.",
        "capacity n2 200",
        List.of(NODE, Argument.one("PERCENT", "Of an ordinary machine: 1 to 1000.")),
        words -> {
          ObjectNode document = Session.document("change", "capacity", "node", words.first());
          return words.second().matches("[0-9]{1,9}")
              ? document.put("capacity", Integer.parseInt(words.second()))
              : document.put("capacity", words.second());
        });
  }

  private static Action zone() {
    return staging(
        "zone",
        "Stages that a member stands in another zone, so that replicas are spread anew.",
        "zone n2 rack-b",
        List.of(NODE, Argument.one("ZONE", "A rack, a room, a data centre; \"\" for none.")),
        words -> Session.document("change", "zone", "node", words.first(), "zone", words.second()));
  }

  private static Action changes() {
    return Action.of(
        "changes",
        "Shows what is staged.",
        "changes",
        List.of(),
        (session, words) -> session.get(STAGED),
        tree -> new View(tree).changes());
  }

  private static Action clear() {
    return Action.of(
        "clear",
        "Drops all that is staged.",
        "clear",
        List.of(),
        (session, words) -> session.delete(STAGED),
        Action::said);
  }

  private static Action plan() {
    return Action.of(
        "plan",
        "Shows what the staged changes would come to: moves, bytes, time, balance, objections.",
        "plan",
        List.of(),
        (session, words) -> session.get(PLAN),
        tree -> new View(tree).plan());
  }

  private static Action commit() {
    return Action.of(
            "commit",
            "Makes the staged changes the ring; --force overrules the plan's objections.",
            "commit",
            List.of(
                new Argument("PLAN", "The id that plan showed; else the plan as it is now.", 0, 1)),
            (session, words) -> {
              String id;
              if (words.arguments().isEmpty()) {
                Answer plan = session.get(PLAN);
                if (!plan.isDone()) return plan;
                id = plan.tree().path("plan").asText();
              } else {
                id = words.first();
              }
              return session.post(COMMIT, Session.document("plan", id).put("force", words.force()));
            },
            Action::said)
        .forcible();
  }

  /** Makes the document of a change of what was typed. */
  private interface Draft {
    ObjectNode of(Words words);
  }

  private static Action staging(
      String name, String summary, String example, List<Argument> arguments, Draft draft) {
    return Action.of(
        name,
        summary,
        example,
        arguments,
        (session, words) -> session.post(STAGED, draft.of(words)),
        Action::said);
  }
}

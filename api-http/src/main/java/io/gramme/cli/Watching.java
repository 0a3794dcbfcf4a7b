package io.gramme.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The commands that show how a ring is, and those that hold up its transfers. */
final class Watching {

  private static final String TRANSFERS = "/admin/transfers";

  private Watching() {}

  static List<Action> all() {
    return List.of(
        Action.of(
            "ring",
            "Shows the ring: its version, who has which share, what still moves, its history.",
            "ring",
            List.of(),
            (session, words) -> session.get("/admin/ring"),
            tree -> new View(tree).ring()),
        Action.of(
            "members",
            "Shows the members, and which of them the node can reach.",
            "members",
            List.of(),
            (session, words) -> session.get("/admin/members"),
            tree -> new View(tree).members()),
        Action.of(
            "transfers",
            "Shows the partitions that move, on all members.",
            "transfers",
            List.of(),
            (session, words) -> session.everywhere("GET", TRANSFERS),
            tree -> new View(tree).transfers()),
        Action.of(
            "pause",
            "Keeps all members from fetching partitions, across restarts, until resume.",
            "pause",
            List.of(),
            (session, words) -> session.everywhere("POST", TRANSFERS + "/pause"),
            tree -> new View(tree).everywhere()),
        Action.of(
            "resume",
            "Lets all members fetch partitions again.",
            "resume",
            List.of(),
            (session, words) -> session.everywhere("POST", TRANSFERS + "/resume"),
            tree -> new View(tree).everywhere()),
        Action.of(
            "status",
            "Shows one node: who it is, whether it serves, and if not, why.",
            "--node h1:8098 status",
            List.of(),
            Watching::status,
            tree -> new View(tree).status()));
  }

  private static Answer status(Session session, Action.Words words) throws NodeSilentException {
    Answer self = session.get("/internal/self");
    if (!self.isDone()) return self;
    ObjectNode both = Session.document();
    both.set("self", self.tree());
    both.set("health", session.get("/health/ready").tree());
    return Answer.of(both);
  }
}

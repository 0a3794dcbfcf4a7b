package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What nodes said, as a person sees it.
 *
 * @param tree their JSON
 */
record View(JsonNode tree) {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  List<String> ring() {
    if (tree.path("epoch").isMissingNode())
      return List.of("This node has no ring yet: found one, or join one.");
    List<String> lines = new ArrayList<>();
    lines.add("epoch       " + text(tree, "epoch"));
    lines.add("id          " + text(tree, "id"));
    lines.add(
        "partitions  " + text(tree, "partitions") + ", " + text(tree, "replicas") + " replicas");
    lines.add("moving      " + moving(tree.path("stages")));
    Table nodes = Table.of("node", "zone", "capacity", "address", "partitions", "ideal");
    for (JsonNode each : tree.path("nodes"))
      nodes =
          nodes.row(
              text(each, "id"),
              orDash(each, "zone"),
              text(each, "capacity"),
              orDash(each, "http"),
              text(each, "partitions"),
              text(each, "ideal"));
    section(lines, "", nodes.lines());
    section(lines, "Placement rules that are broken:", indented(tree.path("violations")));
    Table history = Table.of("epoch", "id", "author", "committed", "members", "");
    for (JsonNode each : tree.path("history"))
      history =
          history.row(
              text(each, "epoch"),
              text(each, "id"),
              text(each, "author"),
              moment(each.path("time_millis").asLong()),
              words(each.path("members")),
              each.path("superseded").asBoolean() ? "superseded" : "");
    section(lines, "History:", history.lines());
    return lines;
  }

  private static String moving(JsonNode stages) {
    long pending = stages.path("pending").asLong();
    long joint = stages.path("joint").asLong();
    return pending + joint == 0
        ? "nothing"
        : pending + " partitions are fetched, " + joint + " are about to change hands";
  }

  List<String> members() {
    if (tree.isEmpty()) return List.of("This node has no ring yet: found one, or join one.");
    Table table =
        Table.of("node", "reachable", "zone", "capacity", "partitions", "address", "remark");
    for (JsonNode each : tree) {
      boolean isSelf = each.path("self").asBoolean();
      table =
          table.row(
              text(each, "id"),
              isSelf ? "itself" : each.path("reachable").asBoolean() ? "yes" : "NO",
              orDash(each, "zone"),
              text(each, "capacity"),
              text(each, "partitions"),
              orDash(each, "http"),
              text(each, "remark"));
    }
    return table.lines();
  }

  List<String> changes() {
    Table table = Table.of("change", "staged by", "at");
    for (JsonNode each : tree.path("changes"))
      table =
          table.row(
              text(each, "text"), text(each, "author"), moment(each.path("time_millis").asLong()));
    return table.rows().isEmpty() ? List.of("Nothing is staged.") : table.lines();
  }

  List<String> plan() {
    List<String> lines = new ArrayList<>();
    lines.add("Plan " + text(tree, "plan") + " for epoch " + text(tree, "epoch"));
    section(lines, "Changes:", indented(tree.path("changes")));
    lines.add(
        "Moves "
            + tree.path("moves").size()
            + " partitions, "
            + bytes(tree, "bytes")
            + ", in about "
            + new Quantity(tree.path("eta_seconds").asLong()).time()
            + ".");
    Table nodes = Table.of("node", "partitions", "then", "ideal", "receives", "gives");
    for (JsonNode each : tree.path("nodes"))
      nodes =
          nodes.row(
              text(each, "id"),
              text(each, "partitions"),
              text(each, "partitions_then"),
              text(each, "ideal_then"),
              bytes(each, "bytes_in"),
              bytes(each, "bytes_out"));
    section(lines, "", nodes.lines());
    section(lines, "Placement rules that it breaks:", indented(tree.path("violations")));
    section(lines, "It may not be committed:", indented(tree.path("refusals")));
    section(lines, "With --force:", indented(tree.path("risks")));
    if (tree.path("refusals").isEmpty())
      lines.add("Next: scripts/gramme commit " + text(tree, "plan"));
    return lines;
  }

  List<String> transfers() {
    Table table =
        Table.of("to", "partition", "from", "stage", "keys", "bytes", "rate", "left", "last error");
    List<String> remarks = new ArrayList<>();
    for (JsonNode node : tree.path("nodes")) {
      String id = text(node, "id");
      if (node.has("error")) remarks.add(id + ": " + text(node, "error"));
      if (node.path("answer").path("paused").asBoolean()) remarks.add(id + " is paused.");
      for (JsonNode each : node.path("answer").path("transfers"))
        table =
            table.row(
                id,
                text(each, "partition"),
                orDash(each, "from"),
                text(each, "stage"),
                text(each, "keys"),
                bytes(each, "bytes"),
                bytes(each, "bytes_per_second") + "/s",
                left(each.path("eta_seconds")),
                text(each, "last_error"));
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (lines.isEmpty() && remarks.isEmpty()) lines.add("Nothing moves.");
    lines.addAll(remarks);
    return lines;
  }

  List<String> everywhere() {
    List<String> lines = new ArrayList<>();
    for (JsonNode node : tree.path("nodes"))
      lines.add(
          text(node, "id")
              + ": "
              + (node.has("error") ? text(node, "error") : text(node.path("answer"), "done")));
    return lines;
  }

  List<String> status() {
    JsonNode self = tree.path("self");
    JsonNode reasons = tree.path("health").path("reasons");
    List<String> lines = new ArrayList<>();
    lines.add("id       " + text(self, "id"));
    lines.add("address  " + orDash(self, "http"));
    lines.add("epoch    " + orDash(self, "ring_epoch"));
    lines.add("ready    " + (reasons.isEmpty() ? "yes" : "no"));
    lines.addAll(indented(reasons));
    return lines;
  }

  private static String left(JsonNode seconds) {
    return seconds.isNumber() && seconds.asLong() >= 0
        ? new Quantity(seconds.asLong()).time()
        : "-";
  }

  private static void section(List<String> lines, String heading, List<String> body) {
    if (body.isEmpty()) return;
    if (!lines.get(lines.size() - 1).isEmpty()) lines.add("");
    if (!heading.isEmpty()) lines.add(heading);
    lines.addAll(body);
    lines.add("");
  }

  private static List<String> indented(JsonNode texts) {
    return StreamSupport.stream(texts.spliterator(), false)
        .map(each -> "  " + (each.isTextual() ? each.asText() : text(each, "text")))
        .toList();
  }

  private static String words(JsonNode texts) {
    return StreamSupport.stream(texts.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(" "));
  }

  private static String text(JsonNode tree, String name) {
    return tree.path(name).asText();
  }

  private static String orDash(JsonNode tree, String name) {
    String text = text(tree, name);
    return text.isEmpty() ? "-" : text;
  }

  private static String bytes(JsonNode tree, String name) {
    return new Quantity(tree.path(name).asLong()).bytes();
  }

  private static String moment(long millis) {
    return millis == 0 ? "-" : MOMENT.format(Instant.ofEpochMilli(millis));
  }
}

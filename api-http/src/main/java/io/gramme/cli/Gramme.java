package io.gramme.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program behind {@code scripts/gramme}: asks a node over HTTP and prints what came of it.
 *
 * <p>Exit codes: 0 done, 1 refused, 2 a command that makes no sense, 3 a node did not answer.
 *
 * @param door to the nodes
 * @param usual the node to ask where none is named
 */
public record Gramme(NodeDoor door, String usual) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String USUAL_NODE = "127.0.0.1:8098";
  private static final String HOST_AND_PORT =
      "[A-Za-z0-9._-]+:[0-9]{1,5}|\\[[0-9A-Fa-f:.]+]:[0-9]{1,5}";
  private static final String NODE = "--node";
  private static final String JSON = "--json";
  private static final String FORCE = "--force";

  public static void main(String[] arguments) {
    String usual = Optional.ofNullable(System.getenv("GRAMME_NODE")).orElse(USUAL_NODE);
    CommandLine line = new Gramme(HttpDoor.patientFor(PATIENCE), usual).commandLine();
    System.exit(line.execute(arguments));
  }

  /** All commands, ready to be executed. */
  CommandLine commandLine() {
    CommandSpec top = CommandSpec.create().name("scripts/gramme").mixinStandardHelpOptions(true);
    top.versionProvider(() -> new String[] {"Gramme 0.1.0"});
    top.usageMessage()
        .description("Changes and watches a ring, through any of its nodes.")
        .footer(
            "",
            "start, stop and status without --node run one node here: scripts/gramme --help",
            "Exit codes: 0 done, 1 refused, 2 a command that makes no sense, 3 no answer.");
    addShared(top);
    CommandLine line = new CommandLine(top);
    for (Action action : actions().toList()) line.addSubcommand(action.name(), spec(action));
    line.setExecutionStrategy(this::execute);
    return line;
  }

  private static Stream<Action> actions() {
    return Stream.concat(Changes.all().stream(), Watching.all().stream());
  }

  private void addShared(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(NODE)
            .paramLabel("HOST:PORT")
            .type(String.class)
            .description("The node to ask (default: " + usual + "; or set GRAMME_NODE).")
            .build());
    spec.addOption(
        OptionSpec.builder(JSON)
            .type(boolean.class)
            .description("Print the node's own JSON.")
            .build());
  }

  private CommandSpec spec(Action action) {
    CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true);
    addShared(spec);
    if (action.takesForce())
      spec.addOption(
          OptionSpec.builder(FORCE)
              .type(boolean.class)
              .description("Do it although the plan objects; plan says at what risk.")
              .build());
    int index = 0;
    for (Action.Argument argument : action.arguments()) {
      boolean isLast = argument.most() > 1;
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(isLast ? index + "..*" : String.valueOf(index))
              .arity(argument.least() + ".." + (isLast ? "*" : argument.most()))
              .type(isLast ? List.class : String.class)
              .auxiliaryTypes(String.class)
              .required(argument.least() > 0)
              .paramLabel(argument.label())
              .description(argument.summary())
              .build());
      index++;
    }
    spec.usageMessage()
        .description(action.summary())
        .footer("", "Example: scripts/gramme " + action.example());
    return spec;
  }

  private int execute(ParseResult parsed) {
    Optional<Integer> help = Optional.ofNullable(CommandLine.executeHelpRequest(parsed));
    if (help.isPresent()) return help.get();
    CommandLine line = parsed.commandSpec().commandLine();
    if (!parsed.hasSubcommand()) {
      line.usage(line.getErr());
      return Answer.Exit.USAGE.code();
    }
    ParseResult typed = parsed.subcommand();
    String node = option(typed, NODE).or(() -> option(parsed, NODE)).orElse(usual);
    if (!node.matches(HOST_AND_PORT)) {
      line.getErr().println("--node is host:port, not " + node);
      return Answer.Exit.USAGE.code();
    }
    boolean isJson = typed.hasMatchedOption(JSON) || parsed.hasMatchedOption(JSON);
    List<String> arguments = new ArrayList<>();
    typed.matchedPositionals().forEach(each -> arguments.addAll(each.stringValues()));
    boolean isForced = typed.hasMatchedOption(FORCE);
    Action action = named(typed.commandSpec().name());
    Session session = new Session(door, node);
    return perform(action, session, new Action.Words(arguments, isForced), line, isJson);
  }

  private static int perform(
      Action action, Session session, Action.Words words, CommandLine line, boolean isJson) {
    PrintWriter out = line.getOut();
    PrintWriter err = line.getErr();
    try {
      Answer answer = action.act().on(session, words);
      if (isJson) out.println(pretty(answer));
      else if (answer.isDone()) action.form().lines(answer.tree()).forEach(out::println);
      else complain(answer, action, out, err);
      return answer.exit().code();
    } catch (NodeSilentException e) {
      err.println(e.getMessage());
      return Answer.Exit.UNREACHABLE.code();
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return Answer.Exit.USAGE.code();
    }
  }

  /** What was answered in part is shown in part. */
  private static void complain(Answer answer, Action action, PrintWriter out, PrintWriter err) {
    if (answer.tree().has("nodes")) action.form().lines(answer.tree()).forEach(out::println);
    answer.reasons().forEach(err::println);
  }

  private static String pretty(Answer answer) {
    JsonNode tree = answer.tree();
    return tree.isMissingNode() ? answer.text().strip() : tree.toPrettyString();
  }

  private static Optional<String> option(ParseResult parsed, String name) {
    return Optional.ofNullable(parsed.matchedOptionValue(name, null));
  }

  private static Action named(String name) {
    return actions().filter(action -> action.name().equals(name)).findFirst().orElseThrow();
  }
}

package io.gramme.bench;

import io.gramme.bench.http.Backoff;
import io.gramme.bench.http.Node;
import io.gramme.bench.http.NodeConsole;
import io.gramme.bench.http.OperationFailedException;
import io.gramme.bench.http.StoreClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures how replicas that differ become equal: loads keys, cuts one of three nodes off, writes
 * some of the keys anew, heals, and waits until the node that was away holds what the others hold.
 *
 * <p>Exit codes: 0 if they became equal, 1 if not, 2 if it could not begin.
 */
@Command(
    name = "measure-healing",
    mixinStandardHelpOptions = true,
    description = {
      "Loads keys into a development cluster of three, cuts the last node off, writes some of the",
      "keys anew, heals the cut, and says how long the replicas took to become equal and what",
      "that cost. Start the nodes with -Dgramme.hints.bytes-limit=1 to see anti-entropy alone."
    })
public final class MeasureHealing implements Callable<Integer> {

  private static final String BUCKET = "healing";
  private static final int VALUE_BYTES = 1024;
  private static final List<String> COSTS =
      List.of(
          "gramme_hints_delivered",
          "gramme_anti_entropy_sessions",
          "gramme_anti_entropy_keys_compared",
          "gramme_anti_entropy_keys_sent",
          "gramme_anti_entropy_bytes_sent");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "host:port",
      description = "the three nodes (default: ${DEFAULT-VALUE})",
      defaultValue = "127.0.0.1:8098 127.0.0.1:8099 127.0.0.1:8100",
      split = " ")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--keys", paramLabel = "N", description = "keys in all (default: 100000)")
  private int keys = 100_000;

  @Option(
      names = "--differing",
      paramLabel = "N",
      split = ",",
      description = "keys to write anew while a node is away, one run each (default: 100,1000)")
  private List<Integer> differing = List.of(100, 1_000);

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "how long replicas may take to become equal (default: ${DEFAULT-VALUE})")
  private int patienceSeconds = 300;

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new MeasureHealing()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Node> nodes = nodes();
    StoreClient store = new StoreClient(nodes, Backoff.PATIENT);
    for (Node node : nodes) {
      if (!store.answers(node)) {
        spec.commandLine().getErr().println(node + " does not answer; is the cluster running?");
        return 2;
      }
    }
    try {
      return new Run(nodes, out).measure();
    } catch (OperationFailedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private List<Node> nodes() {
    try {
      List<Node> nodes = addresses.stream().map(Node::parse).toList();
      if (nodes.size() == 3 && keys >= 1) return nodes;
      throw new ParameterException(spec.commandLine(), "three nodes and at least one key, please");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** One run of the command. */
  private final class Run {

    private final Problems failures = new Problems(5);
    private final Workers workers = new Workers(32, failures);
    private final List<NodeConsole> consoles;
    private final NodeConsole away;
    private final StoreClient all;
    private final StoreClient staying;
    private final PrintWriter out;

    Run(List<Node> nodes, PrintWriter out) {
      consoles = nodes.stream().map(NodeConsole::new).toList();
      away = consoles.get(2);
      all = new StoreClient(nodes, Backoff.PATIENT);
      staying = new StoreClient(nodes.subList(0, 2), Backoff.PATIENT);
      this.out = out;
    }

    int measure() throws OperationFailedException, InterruptedException {
      write(all, keys, "first");
      out.printf("%d keys of %d bytes are loaded%n%n", keys, VALUE_BYTES);
      out.printf("%9s %9s %9s", "differing", "equal", "seconds");
      for (String cost : COSTS) out.printf("  %s", cost.substring("gramme_".length()));
      out.println();
      boolean allEqual = true;
      for (int count : differing) allEqual &= heal(Math.min(count, keys));
      failures.first().forEach(failure -> out.println("failed: " + failure));
      out.flush();
      return allEqual && failures.count() == 0 ? 0 : 1;
    }

    private boolean heal(int count) throws OperationFailedException, InterruptedException {
      String first = consoles.get(0).name();
      String second = consoles.get(1).name();
      String third = away.name();
      consoles.get(0).cutOff(third);
      consoles.get(1).cutOff(third);
      away.cutOff(first, second);
      write(staying, count, "while " + third + " is away, " + System.nanoTime());
      Map<String, Long> before = costs();
      for (NodeConsole console : consoles) console.cutOff();
      long healed = System.nanoTime();
      int equal = awaitEqual(count, healed);
      double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed) / 1000.0;
      Map<String, Long> after = costs();
      out.printf("%9d %9d %9.1f", count, equal, seconds);
      for (String cost : COSTS) {
        out.printf(
            "  %" + (cost.length() - "gramme_".length()) + "d", after.get(cost) - before.get(cost));
      }
      out.println();
      out.flush();
      return equal == count;
    }

    /** Looks at the replicas themselves: asking the store would mend what it finds. */
    private int awaitEqual(int count, long healedNanos)
        throws OperationFailedException, InterruptedException {
      long patience = Duration.ofSeconds(patienceSeconds).toNanos();
      int equal = 0;
      while (equal < count && System.nanoTime() - healedNanos < patience) {
        String here = consoles.get(0).replica(query(equal));
        if (here.equals(away.replica(query(equal)))) equal++;
        else TimeUnit.MILLISECONDS.sleep(20);
      }
      return equal;
    }

    private Map<String, Long> costs() throws OperationFailedException, InterruptedException {
      Map<String, Long> costs = new LinkedHashMap<>();
      for (String cost : COSTS) {
        long sum = 0;
        for (NodeConsole console : consoles) sum += console.figure(cost);
        costs.put(cost, sum);
      }
      return costs;
    }

    private void write(StoreClient store, int count, String mark) throws InterruptedException {
      String value = "\"" + (mark + " ").repeat(VALUE_BYTES).substring(0, VALUE_BYTES - 2) + "\"";
      List<Integer> numbers = IntStream.range(0, count).boxed().toList();
      workers.each(
          numbers,
          new Progress(Progress.Form.LINES, out, "write", count),
          number -> store.put("/buckets/" + BUCKET + "/keys/" + number, value, ""));
    }

    private String query(int number) {
      return "type=default&bucket=" + BUCKET + "&key=" + number;
    }
  }
}

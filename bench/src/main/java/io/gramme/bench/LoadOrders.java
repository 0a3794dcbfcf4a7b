package io.gramme.bench;

import io.gramme.bench.http.Backoff;
import io.gramme.bench.http.Node;
import io.gramme.bench.http.StoreClient;
import io.gramme.bench.orders.Cart;
import io.gramme.bench.orders.Invoice;
import io.gramme.bench.orders.Invoices;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Loads the orders and carts of a real shop, reads all of them back from every node, and says
 * whether anything is missing or changed.
 *
 * <p>Exit codes: 0 if everything was there, 1 if not, 2 if it could not begin.
 */
@Command(
    name = "load-orders",
    mixinStandardHelpOptions = true,
    description = {
      "Stores 25,900 real invoices, one object each, and a cart per customer; then reads",
      "everything back from every node. Exits with 0 only if nothing is missing or changed."
    })
public final class LoadOrders implements Callable<Integer> {

  private static final int MOST_CONCURRENCY = 1024;
  private static final int PROBLEMS_SHOWN = 5;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "host:port",
      description = "nodes to use, in turn (default: ${DEFAULT-VALUE})",
      defaultValue = "127.0.0.1:8098 127.0.0.1:8099 127.0.0.1:8100",
      split = " ")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "only the first N invoices")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "operations in flight, 1 to 1024 (default: ${DEFAULT-VALUE})")
  private int concurrency = 16;

  @Option(
      names = "--progress",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Progress.Form form = Progress.Form.LINES;

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, ready to be given its arguments. */
  static CommandLine commandLine() {
    return new CommandLine(new LoadOrders()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StoreClient store = new StoreClient(nodes(), Backoff.PATIENT);
    for (Node node : store.nodes()) {
      if (!store.answers(node)) {
        spec.commandLine().getErr().println(node + " does not answer; is the cluster running?");
        return 2;
      }
    }
    return new Run(store, out).load();
  }

  private List<Node> nodes() {
    if (limit < 1) throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
    if (concurrency < 1 || concurrency > MOST_CONCURRENCY) {
      throw new ParameterException(spec.commandLine(), "--concurrency must be 1 to 1024");
    }
    try {
      return addresses.stream().map(Node::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** One run of the command: load, settle, read back, report. */
  private final class Run {

    private final Invoices everything = Invoices.bundled();
    private final Invoices invoices = everything.first(limit);
    private final SortedMap<String, Cart> carts = invoices.carts();
    private final Problems failures = new Problems(PROBLEMS_SHOWN);
    private final Problems mismatches = new Problems(PROBLEMS_SHOWN);
    private final Workers workers = new Workers(concurrency, failures);
    private final StoreClient store;
    private final PrintWriter out;
    private final Shop shop;
    private final Audit audit;

    Run(StoreClient store, PrintWriter out) {
      this.store = store;
      this.out = out;
      shop = new Shop(store);
      audit = new Audit(shop, carts, everything.carts(), mismatches);
    }

    int load() throws InterruptedException {
      out.printf("%d invoices, %d carts, nodes %s%n", invoices.size(), carts.size(), store.nodes());
      long began = System.nanoTime();
      workers.each(invoices.all(), progress("load", invoices.size()), shop::take);
      Duration loading = since(began);
      List<String> customers = List.copyOf(carts.keySet());
      workers.each(customers, progress("settle", customers.size()), shop::settle);
      began = System.nanoTime();
      for (Node node : store.nodes()) {
        workers.each(
            invoices.all(),
            progress("read back", invoices.size()),
            (Invoice invoice) -> audit.checkOrder(node, invoice));
        workers.each(
            customers,
            progress("carts", customers.size()),
            customer -> audit.checkCart(node, customer));
      }
      return report(loading, since(began));
    }

    private int report(Duration loading, Duration reading) {
      out.println();
      out.println(Latencies.heading());
      out.println(shop.puts().line(loading));
      out.println(shop.updates().line(loading));
      out.println(audit.gets().line(reading));
      out.println();
      out.printf("records      %d%n", invoices.size() + carts.size());
      out.printf(
          "siblings     %d carts were read with siblings, and merged%n", shop.siblingsSeen());
      out.printf(
          "asked again  %d after 503, %d without an answer%n", store.refused(), store.broken());
      out.printf("failed       %d%n", failures.count());
      failures.first().forEach(failure -> out.println("  " + failure));
      if (workers.tooManyFailures()) out.println("  too many: not everything was tried");
      out.printf("mismatches   %d%n", mismatches.count());
      mismatches.first().forEach(mismatch -> out.println("  " + mismatch));
      out.flush();
      return failures.count() + mismatches.count() == 0 ? 0 : 1;
    }

    private Progress progress(String phase, int total) {
      return new Progress(form, out, phase, total);
    }

    private static Duration since(long beganNanos) {
      return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
  }
}

package io.gramme.bench;

import io.gramme.client.Bucket;
import io.gramme.client.ClientSettings;
import io.gramme.client.Codec;
import io.gramme.client.Coordination;
import io.gramme.client.Figures;
import io.gramme.client.GrammeClient;
import io.gramme.client.GrammeException;
import io.gramme.client.Hedging;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Compares requests that the servers forward with such as the client sends straight to the nodes of
 * the key, as table 2 of the Dynamo paper does (§6.4): mean and 99.9th percentile of reads and of
 * writes, in a Markdown table. The two take turns, round by round, so that neither has the warmer
 * servers.
 *
 * <p>Exit codes: 0 if all went well, 1 if operations failed, 2 if it could not begin.
 */
@Command(
    name = "measure-coordination",
    mixinStandardHelpOptions = true,
    description = {
      "Reads and writes keys of a running cluster, by turns with server-driven and with",
      "client-driven coordination, and prints mean and 99.9th percentile of both. The keys of",
      "bucket \"coordination\" are overwritten, and stay."
    })
public final class MeasureCoordination implements Callable<Integer> {

  private static final String BUCKET = "coordination";
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "host:port",
      description = "some nodes (default: ${DEFAULT-VALUE})",
      defaultValue = "127.0.0.1:8098 127.0.0.1:8099 127.0.0.1:8100",
      split = " ")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--seconds", description = "of each round (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--rounds",
      description = "per way, after one that does not count (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--keys", description = "drawn evenly (default: ${DEFAULT-VALUE})")
  private int keys = 10_000;

  @Option(names = "--size", description = "of a value, bytes (default: ${DEFAULT-VALUE})")
  private int size = 1024;

  @Option(names = "--threads", description = "operations in flight (default: ${DEFAULT-VALUE})")
  private int threads = 8;

  @Option(names = "--hedge", description = "hedge slow reads (default: ${DEFAULT-VALUE})")
  private boolean hedge;

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new MeasureCoordination()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (seconds < 1 || rounds < 1 || keys < 1 || size < 1 || threads < 1)
      throw new ParameterException(spec.commandLine(), "numbers of 1 or more, please");
    try (Way servers = way(Coordination.SERVER_DRIVEN);
        Way client = way(Coordination.CLIENT_DRIVEN)) {
      if (client.client.refreshRing().join() == 0) {
        spec.commandLine().getErr().println("no node tells its ring; is the cluster running?");
        return 2;
      }
      for (int round = 0; round <= rounds; round++) {
        for (Way each : List.of(servers, client)) {
          each.run();
          if (round == 0) each.forget();
        }
      }
      out.println(
          "| | read mean ms | read p99.9 ms | write mean ms | write p99.9 ms | ops/s | failed |");
      out.println("|---|---|---|---|---|---|---|");
      servers.print(out, "server-driven");
      client.print(out, "client-driven");
      out.flush();
      return servers.failed.sum() + client.failed.sum() == 0 ? 0 : 1;
    }
  }

  private Way way(Coordination coordination) {
    try {
      ClientSettings settings =
          ClientSettings.of(addresses.toArray(String[]::new))
              .with(coordination)
              .with(hedge ? Hedging.ADAPTIVE : Hedging.OFF);
      return new Way(GrammeClient.connect(settings));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** One of the two ways, and what was measured of it. */
  private final class Way implements AutoCloseable {

    private final GrammeClient client;
    private final Bucket<byte[]> bucket;
    private final Histogram reads = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final Histogram writes = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final LongAdder failed = new LongAdder();

    Way(GrammeClient client) {
      this.client = client;
      this.bucket = client.bucket(BUCKET, Codec.bytes());
    }

    void forget() {
      reads.reset();
      writes.reset();
      failed.reset();
    }

    /** One round: every thread reads and writes by turns until time is up. */
    void run() throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      ExecutorService workers = Executors.newFixedThreadPool(threads);
      try {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) running.add(workers.submit(() -> work(end)));
        for (Future<?> each : running) each.get();
      } finally {
        workers.shutdownNow();
      }
    }

    private void work(long end) {
      Random random = new Random();
      byte[] value = new byte[size];
      while (System.nanoTime() < end) {
        String key = "k" + random.nextInt(keys);
        timed(reads, () -> bucket.get(key));
        timed(writes, () -> bucket.put(key, value));
      }
    }

    private void timed(Histogram times, Runnable operation) {
      long begun = System.nanoTime();
      try {
        operation.run();
      } catch (GrammeException e) {
        failed.increment();
      }
      long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
      times.recordValue(Math.min(took, LONGEST_MICROS));
    }

    void print(PrintWriter out, String name) {
      double rate = (reads.getTotalCount() + writes.getTotalCount()) / ((double) rounds * seconds);
      out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %d |%n",
          name,
          reads.getMean() / 1000,
          reads.getValueAtPercentile(99.9) / 1000.0,
          writes.getMean() / 1000,
          writes.getValueAtPercentile(99.9) / 1000.0,
          rate,
          failed.sum());
      Figures figures = client.figures();
      spec.commandLine().getErr().println(name + ": " + figures);
    }

    @Override
    public void close() {
      client.close();
    }
  }
}

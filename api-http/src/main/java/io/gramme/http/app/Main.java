package io.gramme.http.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.gramme.config.NodeSettings;
import io.gramme.config.SettingRefusedException;
import io.gramme.http.HttpServer;
import io.gramme.http.HttpSettings;
import io.gramme.http.probe.HttpPeerProbe;
import io.gramme.node.Node;
import io.gramme.storage.DirectoryRefusedException;
import io.gramme.storage.StorageFailedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one node until it is told to stop. Exit code 0 after a clean stop, 1 when the start or the
 * node failed; the log then says why.
 */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /** Longer than a shutdown takes: requests in flight, the cluster's farewell, the last flush. */
  private static final long STOP_SECONDS = 60;

  private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

  private Main() {}

  public static void main(String[] arguments) {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(ended), "gramme-stop"));
    int exitCode = 1;
    try {
      exitCode = run(NodeSettings.load()) == Node.Ending.STOPPED ? 0 : 1;
    } catch (SettingRefusedException | ConfigException e) {
      LOG.error("The configuration makes no sense: {}", e.getMessage());
    } catch (DirectoryRefusedException | StorageFailedException e) {
      LOG.error("The data directory can not be used: {}", e.getMessage());
    } catch (CompletionException e) {
      LOG.error("The front end can not listen: {}", e.getCause().getMessage());
    } catch (Exception e) {
      // Checked ones too: what the actor system is written in does not declare them.
      LOG.error("The node could not start", e);
    } finally {
      ended.complete(exitCode);
    }
    System.exit(exitCode);
  }

  /** Starts again as often as the node asks for it. */
  private static Node.Ending run(Config config) {
    HttpSettings http = HttpSettings.from(config);
    try (HttpPeerProbe probe = new HttpPeerProbe(PROBE_TIMEOUT, detours(config))) {
      RingContact contact = new RingContact(probe);
      Node.Ending ending = Node.Ending.RECYCLE;
      while (ending == Node.Ending.RECYCLE) {
        Node node = Node.start(config, new Node.Outside(new RingProbe(probe), contact, contact));
        listen(node, http);
        ending = node.whenEnded().toCompletableFuture().join();
      }
      return ending;
    }
  }

  /** So that a network which is tried out can stand between this node and the front ends. */
  private static Map<String, String> detours(Config config) {
    Map<String, String> detours = new HashMap<>();
    if (config.getBoolean("gramme.dev.faults"))
      config
          .getObject("gramme.dev.detours")
          .unwrapped()
          .forEach((said, real) -> detours.put(said, String.valueOf(real)));
    return detours;
  }

  private static void listen(Node node, HttpSettings http) {
    var server =
        new HttpServer(
            node.system(),
            http,
            node.keyValue(),
            node.listing(),
            node.buckets(),
            node.admin(),
            node.ringAdmin());
    try {
      var binding = server.bind().toCompletableFuture().join();
      LOG.info("Serving HTTP at {}", binding.localAddress());
    } catch (CompletionException e) {
      node.stop();
      node.whenEnded().toCompletableFuture().join();
      throw e;
    }
  }

  /**
   * The process must not end before the data directory is closed. When a signal ends it, the JVM
   * would report the signal, and whoever sent it could not tell a clean stop from a failed one.
   */
  private static void endWith(CompletableFuture<Integer> ended) {
    try {
      Runtime.getRuntime().halt(ended.get(STOP_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      LOG.warn("The node did not stop within {} s; ending the process anyway", STOP_SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.gramme.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A server on a free port of this machine, over a store in memory. */
final class RunningServer implements AutoCloseable {

  final MemoryBuckets buckets = new MemoryBuckets();
  final MemoryStore store = new MemoryStore(buckets);
  final MemoryListing listing = new MemoryListing(store);
  final FixedAdmin admin = new FixedAdmin();
  final ActorSystem<Void> system;
  final int port;

  private RunningServer(String overrides) {
    Config config =
        ConfigFactory.parseString(
                overrides
                    + "\ngramme.http.port = 0\npekko.actor.provider = local"
                    + "\npekko.loglevel = WARNING")
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create(Behaviors.empty(), "http-test", config);
    this.port = bound(config).localAddress().getPort();
  }

  private ServerBinding bound(Config config) {
    return new HttpServer(
            system, HttpSettings.from(config), store, listing, buckets, admin, new FixedRing())
        .bind()
        .toCompletableFuture()
        .join();
  }

  static RunningServer start() {
    return new RunningServer("");
  }

  static RunningServer with(String overrides) {
    return new RunningServer(overrides);
  }

  RawConnection connect() {
    return new RawConnection(port);
  }

  /** One request on a connection of its own. */
  RawAnswer send(String request) {
    try (RawConnection connection = connect()) {
      return connection.send(request);
    }
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}

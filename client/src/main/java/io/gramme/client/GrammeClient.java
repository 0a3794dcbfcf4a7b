package io.gramme.client;

import java.util.concurrent.CompletableFuture;

/**
 * A client of a Gramme cluster. Thread-safe; make one per program and share it.
 *
 * <pre>{@code
 * try (GrammeClient client = GrammeClient.connect("127.0.0.1:8098")) {
 *   Bucket<String> notes = client.bucket("notes", Codec.text());
 *   notes.put("monday", "bread");
 *   Found<String> found = notes.get("monday");
 *   notes.put("monday", found.value().orElse("") + ", milk", found.context());
 * }
 * }</pre>
 *
 * <p>The client learns the ring in the background and sends each request straight to a node that
 * keeps the key (Dynamo §6.4); until it knows the ring, and where no such node answers, it asks any
 * other. 503 and lost connections are tried again at the next node, with pauses that grow; {@link
 * Bucket} says which operations are safe to repeat. Failures are {@link GrammeException}s.
 */
public final class GrammeClient implements AutoCloseable {

  private final Clockwork clockwork = new Clockwork();
  private final Figures.Counters counters = new Figures.Counters();
  private final ClientSettings settings;
  private final RingWatch ring;
  private final Requests requests;

  private GrammeClient(ClientSettings settings) {
    this.settings = settings;
    Transport transport = new HttpTransport(settings.patience().connect(), clockwork.workers());
    this.ring = new RingWatch(settings, transport, clockwork, counters);
    this.requests = new Requests(settings, transport, clockwork, ring, counters);
  }

  /** A client with the defaults of {@link ClientSettings#of}; does not wait for any node. */
  public static GrammeClient connect(String... addresses) {
    return connect(ClientSettings.of(addresses));
  }

  /** A client with settings; does not wait for any node. */
  public static GrammeClient connect(ClientSettings settings) {
    GrammeClient client = new GrammeClient(settings);
    if (settings.coordination() == Coordination.CLIENT_DRIVEN) client.ring.start();
    return client;
  }

  /** A bucket of the default type, which keeps the last write of a key. */
  public <T> Bucket<T> bucket(String name, Codec<T> codec) {
    return bucket(BucketName.of(name), codec);
  }

  /** A bucket of any type, for example {@code BucketName.of("carts").inType("siblings")}. */
  public <T> Bucket<T> bucket(BucketName name, Codec<T> codec) {
    return new Bucket<>(
        new AsyncBucket<>(
            requests, settings.limits(), name, codec, Resolver.refusing(), Options.DEFAULTS));
  }

  /**
   * Learns the ring now, whatever the coordination; what was known stays if no node tells it.
   *
   * @return the epoch that is known then, 0 for none; never fails
   */
  public CompletableFuture<Long> refreshRing() {
    return ring.learn().thenApply(RingView::epoch);
  }

  /** What the client has done so far. */
  public Figures figures() {
    return counters.at(ring.view().epoch());
  }

  /** Ends the client; operations that have not ended fail with {@link ClosedClientException}. */
  @Override
  public void close() {
    clockwork.close();
    requests.close();
  }
}

package io.gramme.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A node that answers what it is told to, and remembers what it was asked for keys. */
final class FakeNode implements AutoCloseable {

  /** What came for a key or a list. */
  record Asked(String method, String path, String context, String body) {}

  /** What goes back; a status of 0 cuts the connection. */
  record Said(int status, Map<String, String> headers, byte[] body) {

    static Said of(int status, String body) {
      return new Said(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    Said with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Said(status, more, body);
    }
  }

  /** No answer at all. */
  static final Said CUT = Said.of(0, "");

  static final Said NOT_FOUND = Said.of(404, "not found\n");
  static final Said DONE = Said.of(204, "");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Asked, Said> answer = any -> NOT_FOUND;
  private volatile String ring = "{}";
  final AtomicInteger ringsTold = new AtomicInteger();

  private FakeNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  static FakeNode start() {
    return new FakeNode();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Endpoint endpoint() {
    return new Endpoint(address());
  }

  /** From now on requests for keys are answered so. */
  FakeNode answering(Function<Asked, Said> how) {
    answer = how;
    return this;
  }

  /** From now on these come in turn, and the last of them for ever. */
  FakeNode answering(Said... turns) {
    int before = asked.size();
    return answering(any -> turns[Math.min(asked.size() - 1 - before, turns.length - 1)]);
  }

  /** From now on this is its ring. */
  void tellRing(String document) {
    ring = document;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (path.equals("/admin/ring")) {
        ringsTold.incrementAndGet();
        send(exchange, Said.of(200, ring));
        return;
      }
      Headers headers = exchange.getRequestHeaders();
      String context = headers.getOrDefault("X-Riak-Vclock", List.of("")).get(0);
      Asked mine = new Asked(exchange.getRequestMethod(), path, context, body);
      asked.add(mine);
      send(exchange, answer.apply(mine));
    }
  }

  private static void send(HttpExchange exchange, Said said) throws IOException {
    if (said.status() == 0) return;
    said.headers().forEach(exchange.getResponseHeaders()::set);
    boolean isEmpty = said.body().length == 0;
    exchange.sendResponseHeaders(said.status(), isEmpty ? -1 : said.body().length);
    if (!isEmpty) exchange.getResponseBody().write(said.body());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

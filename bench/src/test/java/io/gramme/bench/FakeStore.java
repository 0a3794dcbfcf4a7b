package io.gramme.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;

/**
 * A store of a few nodes and one memory, which speaks just enough of the HTTP API, and does wrong
 * on demand.
 *
 * <p>A context is the list of the numbers of the versions read; a write replaces those.
 */
final class FakeStore implements AutoCloseable {

  private static final String BOUNDARY = "sibling";

  static {
    // Headers and body leave in two packets; with Nagle's algorithm each answer waits 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Map<String, SortedMap<Integer, String>> keys = new HashMap<>();
  private BinaryOperator<String> onWrite = (path, value) -> value;
  private IntPredicate busy = request -> false;
  private int requests;
  private int versions;

  FakeStore(int nodes) {
    try {
      for (int i = 0; i < nodes; i++) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        servers.add(server);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the nodes answer. */
  List<String> addresses() {
    return servers.stream().map(server -> "127.0.0.1:" + server.getAddress().getPort()).toList();
  }

  /**
   * From now on every value is what this makes of its path and itself; empty is acknowledged, lost.
   */
  synchronized FakeStore altering(BinaryOperator<String> onWrite) {
    this.onWrite = onWrite;
    return this;
  }

  /** From now on these requests, by number, are answered with 503. */
  synchronized FakeStore busyAt(IntPredicate busy) {
    this.busy = busy;
    return this;
  }

  /** Adds a version that has seen no other. */
  synchronized FakeStore plant(String path, String value) {
    keys.computeIfAbsent(path, any -> new TreeMap<>()).put(++versions, value);
    return this;
  }

  /** The values under a path. */
  synchronized List<String> at(String path) {
    return List.copyOf(keys.getOrDefault(path, new TreeMap<>()).values());
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/ping")) answer(exchange, 200, "OK");
    else if (busy.test(++requests)) answer(exchange, 503, "overloaded");
    else if (exchange.getRequestMethod().equals("PUT")) put(exchange, path);
    else get(exchange, keys.getOrDefault(path, new TreeMap<>()));
  }

  private void put(HttpExchange exchange, String path) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String value = onWrite.apply(path, body);
    if (!value.isEmpty()) {
      var siblings = keys.computeIfAbsent(path, any -> new TreeMap<>());
      String context = exchange.getRequestHeaders().getFirst("X-Riak-Vclock");
      if (path.startsWith("/buckets/")) siblings.clear();
      else if (context != null) seen(context).forEach(siblings::remove);
      siblings.put(++versions, value);
    }
    answer(exchange, 204, "");
  }

  private static List<Integer> seen(String context) {
    return Arrays.stream(context.split("\\.")).map(Integer::valueOf).toList();
  }

  private static void get(HttpExchange exchange, SortedMap<Integer, String> siblings)
      throws IOException {
    if (siblings.isEmpty()) {
      answer(exchange, 404, "not found\n");
      return;
    }
    String context = String.join(".", siblings.keySet().stream().map(String::valueOf).toList());
    exchange.getResponseHeaders().set("X-Riak-Vclock", context);
    if (siblings.size() == 1) {
      answer(exchange, 200, siblings.get(siblings.firstKey()));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "multipart/mixed; boundary=" + BOUNDARY);
    StringBuilder body = new StringBuilder();
    for (String value : siblings.values()) {
      body.append("\r\n--" + BOUNDARY + "\r\nContent-Type: application/json\r\n\r\n").append(value);
    }
    answer(exchange, 300, body.append("\r\n--" + BOUNDARY + "--\r\n").toString());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

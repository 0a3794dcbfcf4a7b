package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is sent, there is an answer, and it is never the server's fault. */
class RequestFuzzProperties {

  private static RunningServer server;

  @BeforeContainer
  static void start() {
    server = RunningServer.start();
  }

  @AfterContainer
  static void stop() {
    server.close();
  }

  @Property(tries = 1500)
  void everyRequestHasAnAnswerThatIsNotAServerError(@ForAll("requests") String request) {
    RawAnswer answer = server.send(request);
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 599).isNotEqualTo(500);
    assertThat(answer.find("Content-Type")).as(answer.toString()).isPresent();
    if (answer.status() == 503) assertThat(answer.body()).isEqualTo("request timed out\n");
    assertThat(answer.header("Content-Type").startsWith("text/html") && answer.status() >= 400)
        .isFalse();
  }

  @Property(tries = 300)
  void aStoredValueComesBackAsItWas(@ForAll("names") String key, @ForAll byte[] value) {
    String body = new String(value, StandardCharsets.ISO_8859_1);
    String path = "/buckets/fuzz/keys/" + key;
    try (RawConnection connection = server.connect()) {
      RawAnswer stored =
          connection.send("PUT " + path + " HTTP/1.1\nContent-Type: a/b;c=d\n\n" + body);
      assertThat(stored.status()).isEqualTo(204);
      RawAnswer fetched = connection.send("GET " + path + " HTTP/1.1");
      assertThat(fetched.body()).isEqualTo(body);
      assertThat(fetched.headerLines()).contains("Content-Type: a/b;c=d");
    }
  }

  /** A change in the unused bits of the last digit leaves the same context, and is none. */
  @Property(tries = 200)
  void aDamagedContextIsTheClientsFault(
      @ForAll @IntRange(min = 0, max = 200) int at, @ForAll @AlphaChars char other) {
    String path = "/types/siblings/buckets/fuzz/keys/context HTTP/1.1";
    try (RawConnection connection = server.connect()) {
      String put = "PUT " + path + "\nContent-Type: a/b\nX-Riak-Vclock: ";
      String good =
          connection
              .send("PUT " + path.replace(" ", "?returnbody=true ") + "\nContent-Type: a/b\n\nx")
              .header("X-Riak-Vclock");
      int place = at % good.length();
      String damaged = good.substring(0, place) + other + good.substring(place + 1);
      boolean isLast = good.substring(place + 1).replace("=", "").isEmpty();
      int status = connection.send(put + damaged + "\n\nx").status();
      if (damaged.equals(good)) assertThat(status).isEqualTo(204);
      else assertThat(status).isIn(isLast ? List.of(204, 400) : List.of(400));
      connection.send("DELETE " + path);
      assertThat(connection.send(put + good + "\n\nx").status()).isEqualTo(204);
      connection.send("DELETE " + path);
    }
  }

  /** Percent-encoded bytes, dots among them. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.integers()
            .between(0, 255)
            .map("%%%02x"::formatted)
            .list()
            .ofMinSize(1)
            .ofMaxSize(20)
            .map(parts -> String.join("", parts)),
        Arbitraries.of(".", "..", "%2e%2e", "a+b", "+", "a%2Fb", "%00", "~", "a:b", "a;b=c"));
  }

  @Provide
  Arbitrary<String> requests() {
    Arbitrary<String> line =
        Combinators.combine(methods(), paths(), queries())
            .as((method, path, query) -> method + " " + path + query + " HTTP/1.1");
    Arbitrary<List<String>> headers = headers().list().ofMaxSize(6);
    Arbitrary<String> body = Arbitraries.strings().ascii().ofMaxLength(200);
    return Combinators.combine(line, headers, body, Arbitraries.of(true, false))
        .as(
            (first, lines, text, hasBody) ->
                lines.stream()
                        .map(header -> "\n" + header)
                        .collect(Collectors.joining("", first, ""))
                    + (hasBody ? "\n\n" + text : ""));
  }

  private static Arbitrary<String> methods() {
    return Arbitraries.of(
        "GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "FROB");
  }

  private Arbitrary<String> paths() {
    Arbitrary<String> word =
        Arbitraries.oneOf(
            Arbitraries.of(
                "types",
                "default",
                "siblings",
                "buckets",
                "b",
                "keys",
                "k",
                "props",
                "riak",
                "ping",
                "stats",
                "health",
                "ready",
                "",
                "nosuch",
                "%",
                "%zz",
                "index",
                "mapred"),
            names(),
            Arbitraries.strings().withCharRange('!', '~').ofMaxLength(8));
    Arbitrary<String> free = word.list().ofMaxSize(8).map(parts -> "/" + String.join("/", parts));
    Arbitrary<String> known =
        Combinators.combine(
                Arbitraries.of(
                    "/buckets/b/keys/",
                    "/types/siblings/buckets/s/keys/",
                    "/riak/b/",
                    "/types/x/buckets/b/keys/",
                    "/buckets/b/props",
                    "/buckets/b/keys",
                    "/types/siblings/buckets",
                    "/types/",
                    "/types/default/props",
                    "/admin/bucket-types",
                    "/openapi.json",
                    "/riak/",
                    "/buckets/"),
                word)
            .as((start, end) -> start + end);
    return Arbitraries.oneOf(free, known, known);
  }

  private static Arbitrary<String> queries() {
    Arbitrary<String> name =
        Arbitraries.of(
            "r",
            "w",
            "pr",
            "pw",
            "dw",
            "rw",
            "node_confirms",
            "timeout",
            "returnbody",
            "vtag",
            "basic_quorum",
            "notfound_ok",
            "sync_on_write",
            "asis",
            "keys",
            "buckets",
            "max",
            "continuation",
            "encoded",
            "props");
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.of("1", "0", "-1", "4", "all", "true", "stream", "default", "", "1.5"),
            Arbitraries.of("99999999999999999999999", "%ff", "%", "+", "=", "bad"));
    return Combinators.combine(name, text)
        .as((n, t) -> n + "=" + t)
        .list()
        .ofMaxSize(4)
        .map(all -> all.isEmpty() ? "" : "?" + String.join("&", all));
  }

  private static Arbitrary<String> headers() {
    Arbitrary<String> name =
        Arbitraries.of(
            "Content-Type",
            "Accept",
            "X-Riak-Vclock",
            "Link",
            "X-Riak-Meta-A",
            "x-riak-index-a_int",
            "x-riak-index-a_bin",
            "Content-Encoding",
            "If-None-Match",
            "If-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "X-Riak-If-Not-Modified",
            "Range",
            "Referer",
            "Origin",
            "Cookie",
            "Authorization",
            "Accept-Encoding",
            "Date",
            "User-Agent",
            "Via",
            "X-Forwarded-For",
            "Cache-Control",
            "Sec-WebSocket-Version");
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.of(
                "text/plain",
                "application/json",
                "*/*",
                "multipart/mixed",
                "multipart/mixed; boundary=a",
                "garbage",
                "",
                "bytes=0-1",
                "bytes=-",
                "5",
                "null",
                "\"x\"",
                "*",
                "anVuaw==",
                "gzip",
                "gzip;q=0",
                "Mon, 23 Nov 2026 04:24:24 GMT",
                "http://localhost/",
                "</buckets/b>; rel=\"up\"",
                "</buckets/b/keys/k>; riaktag=\"t\"",
                "</riak/b/k>; riaktag=\"",
                "<<<>>>,,,;;;\"",
                "multipart/form-data",
                "a/b; q=\"",
                "a/*"),
            Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(30),
            Arbitraries.strings().withCharRange('\u0080', '\u00ff').ofMaxLength(10));
    return Combinators.combine(name, text).as((n, t) -> n + ": " + t);
  }
}

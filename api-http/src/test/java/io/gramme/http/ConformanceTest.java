package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.coordination.Refusal;
import io.gramme.model.Key;
import io.gramme.quorum.Requirement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose answers do not depend on each other, as Riak gives them unless we say better. */
class ConformanceTest {

  /**
   * One exchange.
   *
   * @param request as {@link RawConnection#send} takes it
   * @param status of the answer
   * @param body of the answer; a star for any, {@code ~text} for one that has the text
   * @param headers lines that the answer must have
   */
  private record Exchange(String request, int status, String body, List<String> headers) {

    @Override
    public String toString() {
      return request.replace("\n", " | ") + " -> " + status;
    }
  }

  private static final String ANY = "*";
  private static final String PART = "~";
  private static final String PLAIN = "Content-Type: text/plain";
  private static final String JSON = "Content-Type: application/json";
  private static final String PUT_TEXT = " HTTP/1.1\nContent-Type: text/plain\n\nx";
  private static final String NOT_A_QUORUM =
      " query parameter must be an integer or one of the following words:"
          + " 'one', 'quorum' or 'all'\n";
  private static final String TOO_MANY =
      "Specified w/dw/pw/node_confirms values invalid for bucket n value of 3\n";
  private static final String BAD_FORM =
      "bucket PUT must be a JSON object of the form:\n{\"props\":{...bucket properties...}}";
  private static final String UP = "Link: </buckets/b>; rel=\"up\"";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
    server.send("PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: text/plain\n\nhello");
    server.send("PUT /types/siblings/buckets/t/keys/k HTTP/1.1\nContent-Type: text/plain\n\n1");
    server.send("PUT /buckets/b/keys/gone HTTP/1.1\nContent-Type: text/plain\n\nx");
    server.send("DELETE /buckets/b/keys/gone HTTP/1.1");
    refuse("pr", new Refusal.Unsatisfied(Requirement.PR, 2, 3));
    refuse("r", new Refusal.Unsatisfied(Requirement.R, 1, 2));
    refuse("pw", new Refusal.Unsatisfied(Requirement.PW, 1, 2));
    refuse("dw", new Refusal.Unsatisfied(Requirement.DW, 1, 2));
    refuse("nc", new Refusal.Unsatisfied(Requirement.NODE_CONFIRMS, 2, 3));
    refuse("w", new Refusal.Unsatisfied(Requirement.W, 1, 2));
    refuse("late", new Refusal.TimedOut());
    refuse("busy", new Refusal.Overloaded("requests in progress"));
    refuse("cold", new Refusal.NotReady("no ring yet"));
    refuse("many", new Refusal.TooManySiblings(100));
    refuse("large", new Refusal.ObjectTooLarge(2000));
    refuse("n", new Refusal.QuorumExceedsReplicas(3));
  }

  private static void refuse(String key, Refusal why) {
    server.store.refuse(Key.of("refused", key), why);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource({"system", "objects", "quorums", "refusals", "properties", "badRequests"})
  void isAnsweredAsWritten(Exchange exchange) {
    RawAnswer answer = server.send(exchange.request());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(exchange.status());
    if (exchange.body().startsWith(PART))
      assertThat(answer.body()).contains(exchange.body().substring(PART.length()));
    else if (!exchange.body().equals(ANY)) assertThat(answer.body()).isEqualTo(exchange.body());
    assertThat(answer.headerLines()).containsAll(exchange.headers());
    assertThat(answer.find("Content-Type")).isPresent();
    assertThat(answer.header("Server")).isEqualTo("Gramme");
    assertThat(answer.find("Transfer-Encoding")).isEmpty();
    if (answer.status() != 204) assertThat(answer.find("Content-Length")).isPresent();
  }

  private static Exchange get(String path, int status, String body, String... headers) {
    return new Exchange("GET " + path + " HTTP/1.1", status, body, List.of(headers));
  }

  private static Exchange with(String request, int status, String body, String... headers) {
    return new Exchange(request, status, body, List.of(headers));
  }

  static Stream<Exchange> system() {
    return Stream.of(
        get("/ping", 200, "OK", "Content-Type: text/html"),
        get("/ping/", 200, "OK"),
        get("/ping?", 200, "OK"),
        get("/ping?a=b&", 200, "OK"),
        get("http://localhost/ping", 200, "OK"),
        with("GET /ping HTTP/1.0\nHost: a", 200, "OK"),
        with("HEAD /ping HTTP/1.1", 200, "", "Content-Length: 2"),
        with("POST /ping HTTP/1.1\n\nx", 405, ANY, "Allow: GET, HEAD"),
        with("PUT /ping HTTP/1.1\n\nx", 405, ANY, "Allow: GET, HEAD"),
        get("/stats", 200, "{\"nodename\":\"ann\",\"riak_kv_version\":\"3.2.1\"}", JSON),
        with(
            "GET /stats HTTP/1.1\nAccept: text/plain",
            200,
            "{\n  \"nodename\" : \"ann\",\n  \"riak_kv_version\" : \"3.2.1\"\n}",
            PLAIN),
        with("GET /stats HTTP/1.1\nAccept: application/xml", 406, ANY),
        with(
            "GET / HTTP/1.1\nAccept: application/json",
            200,
            "{\"riak_kv_wm_bucket_type\":\"/types\",\"riak_kv_wm_buckets\":\"/buckets\","
                + "\"riak_kv_wm_keylist\":\"/buckets\",\"riak_kv_wm_object\":\"/buckets\","
                + "\"riak_kv_wm_ping\":\"/ping\",\"riak_kv_wm_props\":\"/buckets\","
                + "\"riak_kv_wm_stats\":\"/stats\"}",
            JSON),
        get("/health/live", 200, "{\"status\":\"live\"}", JSON),
        get("/health/ready", 200, "{\"status\":\"ready\"}", JSON),
        get("/admin/ring", 200, "{\"epoch\":1}", JSON),
        get("/admin/members", 200, "[{\"id\":\"ann\"}]", JSON),
        get("/internal/self", 200, "{\"id\":\"ann\",\"incarnation\":7}", JSON),
        get("/nosuch", 404, "no such resource\n", PLAIN),
        get("/buckets/b/nosuch", 404, "no such resource\n"),
        get("/buckets/b/index/f_bin/v", 404, ANY),
        get("/buckets/b/counters/c", 404, ANY),
        with("POST /mapred HTTP/1.1\nContent-Type: application/json\n\n{}", 404, ANY),
        get("/buckets/b/keys/k/_,_,_", 404, ANY),
        with("OPTIONS * HTTP/1.1", 404, ANY));
  }

  static Stream<Exchange> objects() {
    return Stream.of(
        get("/buckets/b/keys/k", 200, "hello", PLAIN, UP, "Content-Length: 5"),
        get("/buckets/b/keys/k/", 200, "hello"),
        get("/buckets/b/keys/k?unknown=1&n_val=bad&sloppy_quorum=false", 200, "hello"),
        get("/riak/b/k", 200, "hello", "Link: </riak/b>; rel=\"up\""),
        get("/types/default/buckets/b/keys/k", 200, "hello", UP),
        get("/types/siblings/buckets/t/keys/k", 200, "1", "Link: </buckets/t>; rel=\"up\""),
        with("HEAD /buckets/b/keys/k HTTP/1.1", 200, "", "Content-Length: 5", PLAIN),
        get("/types/nosuch/buckets/b/keys/k", 404, "Unknown bucket type: nosuch", PLAIN),
        with("PUT /types/nosuch/buckets/b/keys/k" + PUT_TEXT, 404, "Unknown bucket type: nosuch"),
        get("/types/no%20such/buckets/b/keys/k", 404, "Unknown bucket type: no such"),
        get("/buckets/b/keys/absent", 404, "not found\n", PLAIN, "Content-Length: 10"),
        with("HEAD /buckets/b/keys/absent HTTP/1.1", 404, "", "Content-Length: 10"),
        get("/buckets/b/keys/gone", 404, "not found\n", "X-Riak-Deleted: true"),
        with("DELETE /buckets/b/keys/gone HTTP/1.1", 404, "not found\n", PLAIN),
        with("DELETE /buckets/b/keys/absent HTTP/1.1", 404, "not found\n", PLAIN),
        with("PUT /buckets/o/keys/a" + PUT_TEXT, 204, "", PLAIN),
        with("POST /buckets/o/keys/a" + PUT_TEXT, 204, "", PLAIN),
        with("PUT /buckets/o/keys/a?returnbody=true" + PUT_TEXT, 200, "x", PLAIN),
        with("PUT /buckets/o/keys/a?returnbody=bad" + PUT_TEXT, 204, ""),
        with("PUT /buckets/o/keys/empty HTTP/1.1\nContent-Type: text/plain\n\n", 204, ""),
        with("PUT /buckets/b/keys" + PUT_TEXT, 405, ANY, "Allow: GET, HEAD"),
        with("DELETE /buckets/b/keys HTTP/1.1", 405, ANY, "Allow: GET, HEAD"),
        with("PUT /buckets/b/keys/" + PUT_TEXT, 405, ANY, "Allow: GET, HEAD"),
        with("PUT /buckets//keys/k" + PUT_TEXT, 404, ANY),
        with("GET /buckets/b/keys/k HTTP/1.1\nAccept: image/png", 406, ANY, PLAIN),
        with("GET /buckets/b/keys/k HTTP/1.1\nAccept: text/*", 200, "hello"),
        with("PUT /buckets/o/keys/a HTTP/1.1\nContent-Type: text/plain\nAccept: a/b\n\nx", 204, ""),
        with(
            "GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=0-2",
            206,
            "hel",
            "Content-Range: bytes 0-2/5",
            "Accept-Ranges: bytes"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=-2", 206, "lo"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=3-", 206, "lo"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=1-99", 206, "ello"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=9-", 416, ANY),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=3-1", 200, "hello"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: bytes=-", 200, "hello"),
        with("GET /buckets/b/keys/k HTTP/1.1\nRange: lines=1-2,4-5", 200, "hello"),
        get("/buckets/b/keys", 200, "{}", JSON),
        get("/buckets/b/keys?keys=zzz", 200, "{}", JSON),
        get("/buckets/b/keys?keys=true", 501, "listing is not available yet\n"),
        get("/buckets?buckets=stream", 501, "listing is not available yet\n"),
        get("/buckets", 200, "{}", JSON),
        get("/types/nosuch/buckets?buckets=true", 404, ANY),
        get("/riak?buckets=true", 501, ANY),
        with(
            "PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: text/plain\nIf-None-Match: *\n\nx",
            501,
            "If-None-Match is not supported on a write yet; nothing was written\n"),
        with(
            "GET /buckets/b/keys/absent HTTP/1.1\nAccept: application/json",
            404,
            "{\"error\":\"not found\"}",
            JSON),
        with(
            "GET /buckets/b/keys/absent HTTP/1.1\nAccept: application/json, */*;q=0.1",
            404,
            "not found\n",
            PLAIN));
  }

  static Stream<Exchange> quorums() {
    Stream<Exchange> fine =
        Stream.of(
                "r=1",
                "r=quorum",
                "r=all",
                "r=one",
                "r=default",
                "r=3",
                "pr=3",
                "pr=0",
                "r=2&pr=3",
                "notfound_ok=false",
                "basic_quorum=true",
                "notfound_ok=default",
                "timeout=1",
                "timeout=99999999999999999999",
                "node_confirms=2")
            .map(query -> get("/buckets/b/keys/k?" + query, 200, "hello"));
    Stream<Exchange> written =
        Stream.of(
                "w=1",
                "w=quorum",
                "w=0",
                "dw=0",
                "pw=3",
                "asis=true",
                "node_confirms=3",
                "sync_on_write=all")
            .map(query -> with("PUT /buckets/q/keys/k?" + query + PUT_TEXT, 204, ""));
    Stream<Exchange> wrong =
        Stream.of("r", "pr", "node_confirms")
            .flatMap(name -> Stream.of("bad", "", "1.5").map(text -> name + "=" + text))
            .map(query -> get("/buckets/b/keys/k?" + query, 400, name(query) + NOT_A_QUORUM));
    Stream<Exchange> others =
        Stream.of(
            get("/buckets/b/keys/k?r=4", 400, TOO_MANY, PLAIN),
            get("/buckets/b/keys/k?pr=4", 400, TOO_MANY),
            get("/buckets/b/keys/absent?r=4", 400, TOO_MANY),
            get("/buckets/b/keys/k?r=99999999999", 400, TOO_MANY),
            get("/buckets/b/keys/k?node_confirms=9", 400, TOO_MANY),
            get("/buckets/b/keys/k?r=0", 400, "r query parameter must be 1 or more\n"),
            get("/buckets/b/keys/k?r=-1", 400, "r query parameter must not be negative\n"),
            get("/buckets/b/keys/k?pr=-1", 400, "pr query parameter must not be negative\n"),
            get(
                "/buckets/b/keys/k?basic_quorum=bad",
                400,
                "basic_quorum query parameter must be true or false\n"),
            get(
                "/buckets/b/keys/k?notfound_ok=bad",
                400,
                "notfound_ok query parameter must be true or false\n"),
            get("/buckets/b/keys/k?timeout=bad", 400, "Bad timeout value \"bad\"\n"),
            get("/buckets/b/keys/k?timeout=0", 503, "request timed out\n", PLAIN),
            get("/buckets/b/keys/k?timeout=-5", 503, "request timed out\n"),
            with("PUT /buckets/q/keys/k?w=4" + PUT_TEXT, 400, TOO_MANY),
            with("PUT /buckets/q/keys/k?dw=4" + PUT_TEXT, 400, TOO_MANY),
            with("PUT /buckets/q/keys/k?pw=4" + PUT_TEXT, 400, TOO_MANY),
            with("PUT /buckets/q/keys/k?node_confirms=4" + PUT_TEXT, 400, TOO_MANY),
            with("PUT /buckets/q/keys/k?w=bad" + PUT_TEXT, 400, "w" + NOT_A_QUORUM),
            with("PUT /buckets/q/keys/k?dw=bad" + PUT_TEXT, 400, "dw" + NOT_A_QUORUM),
            with("PUT /buckets/q/keys/k?pw=bad" + PUT_TEXT, 400, "pw" + NOT_A_QUORUM),
            with("PUT /buckets/q/keys/k?timeout=0" + PUT_TEXT, 503, "request timed out\n"),
            with("PUT /buckets/q/keys/k?timeout=x" + PUT_TEXT, 400, "Bad timeout value \"x\"\n"),
            with(
                "PUT /buckets/q/keys/k?sync_on_write=bad" + PUT_TEXT,
                400,
                "sync_on_write query parameter must be one of the following words:"
                    + " [default,backend,one,all]\n"),
            with("DELETE /buckets/q/keys/d?rw=bad HTTP/1.1", 400, "rw" + NOT_A_QUORUM),
            with("DELETE /buckets/q/keys/d?rw=4 HTTP/1.1", 400, TOO_MANY),
            with("DELETE /buckets/q/keys/d?r=4 HTTP/1.1", 400, TOO_MANY),
            with("DELETE /buckets/q/keys/d?w=4 HTTP/1.1", 400, TOO_MANY),
            with("DELETE /buckets/q/keys/d?pr=bad HTTP/1.1", 400, "pr" + NOT_A_QUORUM),
            with("DELETE /buckets/q/keys/d?rw=2 HTTP/1.1", 404, "not found\n"));
    return Stream.of(fine, written, wrong, others).flatMap(all -> all);
  }

  private static String name(String query) {
    return query.substring(0, query.indexOf('='));
  }

  static Stream<Exchange> refusals() {
    return Stream.of(
        get("/buckets/refused/keys/pr", 503, "PR-value unsatisfied: 2/3\n", PLAIN),
        get("/buckets/refused/keys/r", 503, "R-value unsatisfied: 1/2\n"),
        get("/buckets/refused/keys/late", 503, "request timed out\n"),
        get("/buckets/refused/keys/busy", 503, ANY, "Retry-After: 1"),
        get("/buckets/refused/keys/cold", 503, ANY, "Retry-After: 1"),
        get("/buckets/refused/keys/n", 400, TOO_MANY),
        with("PUT /buckets/refused/keys/pw" + PUT_TEXT, 503, "PW-value unsatisfied: 1/2\n"),
        with("PUT /buckets/refused/keys/dw" + PUT_TEXT, 503, "DW-value unsatisfied: 1/2\n"),
        with(
            "PUT /buckets/refused/keys/nc" + PUT_TEXT,
            503,
            "node_confirms-value unsatisfied: 2/3\n"),
        with(
            "PUT /buckets/refused/keys/w" + PUT_TEXT,
            503,
            "Too Many write failures to satisfy W/DW\n"),
        with("PUT /buckets/refused/keys/late" + PUT_TEXT, 503, "request timed out\n"),
        with("PUT /buckets/refused/keys/busy" + PUT_TEXT, 503, ANY, "Retry-After: 1"),
        with("PUT /buckets/refused/keys/many" + PUT_TEXT, 409, ANY),
        with("PUT /buckets/refused/keys/large" + PUT_TEXT, 413, ANY),
        with("PUT /buckets/refused/keys/n" + PUT_TEXT, 400, TOO_MANY),
        get("/buckets/refused/keys/bug", 500, "internal error; the server's log says more\n"));
  }

  private static Exchange putProps(String document, int status, String body) {
    return with(
        "PUT /buckets/badp/props HTTP/1.1\nContent-Type: application/json\n\n" + document,
        status,
        body);
  }

  static Stream<Exchange> properties() {
    return Stream.of(
        putProps("{\"props\":{\"n_val\":0}}", 400, "{\"n_val\":\"not_integer\"}"),
        putProps("{\"props\":{\"n_val\":\"abc\"}}", 400, "{\"n_val\":\"not_integer\"}"),
        putProps("{\"props\":{\"n_val\":-1}}", 400, "{\"n_val\":\"not_integer\"}"),
        putProps("{\"props\":{\"r\":\"sometimes\"}}", 400, "{\"r\":\"not_valid_quorum\"}"),
        putProps("{\"props\":{\"allow_mult\":\"yes\"}}", 400, "{\"allow_mult\":\"not_boolean\"}"),
        putProps("{\"props\":{\"x\":null}}", 400, "{\"x\":\"not_a_value\"}"),
        putProps("{\"props\":{\"x\":[{\"y\":null}]}}", 400, "{\"x\":\"not_a_value\"}"),
        putProps("{\"props\":7}", 400, BAD_FORM),
        putProps("{\"n_val\":3}", 400, BAD_FORM),
        putProps("{not json", 400, BAD_FORM),
        putProps("{\"props\":{}} {}", 400, BAD_FORM),
        putProps("", 400, BAD_FORM),
        putProps("null", 400, BAD_FORM),
        putProps("{\"props\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 400, BAD_FORM),
        putProps("{\"props\":{\"x\":\"" + "y".repeat(70_000) + "\"}}", 413, ANY),
        with("PUT /buckets/b/props" + PUT_TEXT, 415, ANY),
        with("PUT /buckets/b/props HTTP/1.1\n\n{}", 415, ANY),
        with("POST /buckets/b/props" + PUT_TEXT, 405, ANY, "Allow: HEAD, GET, PUT, DELETE"),
        with("DELETE /types/default/props HTTP/1.1", 405, ANY, "Allow: HEAD, GET"),
        with("DELETE /buckets/reset/props HTTP/1.1", 204, "", JSON),
        with("HEAD /buckets/b/props HTTP/1.1", 200, "", JSON),
        get("/types/nosuch/props", 404, "Unknown bucket type: nosuch"),
        get("/types/nosuch/buckets/b/props", 404, "Unknown bucket type: nosuch"),
        get("/riak/b?props=false", 200, "{}", JSON),
        get("/riak/b?keys=true&props=false", 501, ANY));
  }

  static Stream<Exchange> badRequests() {
    String longest = "k".repeat(4096);
    String encoded = "%6b".repeat(4096);
    return Stream.of(
        with("PATCH /buckets/b/keys/k HTTP/1.1\n\nx", 501, ANY),
        with("FROB /buckets/b/keys/k HTTP/1.1", 501, ANY),
        with("OPTIONS /buckets/b/keys/k HTTP/1.1", 405, ANY, "Allow: HEAD, GET, POST, PUT, DELETE"),
        with("TRACE /buckets/b/keys/k HTTP/1.1", 405, ANY, "Allow: HEAD, GET, POST, PUT, DELETE"),
        with("PUT /buckets/o/keys/" + longest + PUT_TEXT, 204, ""),
        with("PUT /buckets/" + encoded + "/keys/" + encoded + PUT_TEXT, 204, ""),
        with(
            "PUT /buckets/o/keys/" + longest + "k" + PUT_TEXT,
            400,
            "a key has at most 4096 bytes\n"),
        with(
            "PUT /buckets/k" + longest + "/keys/k" + PUT_TEXT,
            400,
            "a bucket's name has at most 4096 bytes\n"),
        with("GET /buckets/b/keys/a%zz HTTP/1.1", 400, ANY),
        with(
            "PUT /buckets/b/keys/ix HTTP/1.1\nContent-Type: a/b\nx-riak-index-n_int: abc\n\nx",
            400,
            "Could not parse field 'n_int', value 'abc'.\n"),
        with(
            "PUT /buckets/b/keys/ix HTTP/1.1\nContent-Type: a/b\nx-riak-index-n_foo: abc\n\nx",
            400,
            "Unknown field type for field: 'n_foo'.\n"),
        with(
            "PUT /buckets/b/keys/lk HTTP/1.1\nContent-Type: a/b\nLink: garbage\n\nx",
            400,
            "Invalid Link header. Links must be of the form\n"
                + "</buckets/BUCKET/keys/KEY>; riaktag=\"TAG\"\n"),
        with("GET /buckets/b/keys/k HTTP/1.1\nReferer: http://evil.example/", 403, ANY, PLAIN),
        with("GET /buckets/b/keys/k HTTP/1.1\nReferer: about:blank", 403, ANY),
        with("GET /buckets/b/keys/k HTTP/1.1\nReferer: http://localhost/x", 200, "hello"),
        with("GET /buckets/b/keys/k HTTP/1.1\nOrigin: null", 403, ANY),
        with("GET /buckets/b/keys/k HTTP/1.1\nOrigin: http://a", 200, "hello"),
        context("", "is empty"),
        context("!!!!", "is not base64"),
        context("anVuaw==", "too short"),
        context("a85hYGBgzGDKBVI8R4M2cn+SCJ8GEUpkzGNlYLGpeMKXBQA=", "checksum"),
        with(
            "PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: a/b\nX-Riak-Vclock: a\nX-Riak-Vclock: b\n\nx",
            400,
            ANY),
        with("DELETE /buckets/b/keys/k HTTP/1.1\nX-Riak-Vclock: junk!", 400, ANY),
        with("GET /ping HTTP/1.1\nX-A: " + "h".repeat(20_000), 200, "OK"),
        with("GET /ping HTTP/1.1" + "\nX-A: h".repeat(900), 200, "OK"),
        with("GET /ping HTTP/1.1" + "\nX-A: h".repeat(1100), 400, ANY),
        with(
            "PUT /buckets/b/keys/m HTTP/1.1\nContent-Type: a/b\nX-Riak-Meta-A: "
                + "h".repeat(60_000)
                + "\nX-Riak-Meta-B: "
                + "h".repeat(60_000)
                + "\n\nx",
            431,
            ANY));
  }

  private static Exchange context(String text, String why) {
    return with(
        "PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: a/b\nX-Riak-Vclock: " + text + "\n\nx",
        400,
        PART + why);
  }
}

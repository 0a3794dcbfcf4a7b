package io.gramme.http;

import static io.gramme.http.Exchange.ANY;
import static io.gramme.http.Exchange.JSON;
import static io.gramme.http.Exchange.PART;
import static io.gramme.http.Exchange.get;
import static io.gramme.http.Exchange.with;

import java.util.stream.Stream;

/** Orders of an operator who changes the ring. */
final class RingExchanges {

  private RingExchanges() {}

  private static Exchange post(String path, String document, int status, String body) {
    return with(
        "POST " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + document, status, body);
  }

  private static Exchange heard(String path, String document, String what) {
    return with(
        "POST " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + document,
        200,
        "{\"heard\":\"" + what + "\"}",
        JSON);
  }

  private static Exchange change(String fields, String what) {
    return heard("/admin/ring/changes", "{\"change\":" + fields + "}", "stage " + what);
  }

  private static Exchange nonsense(String path, String document, String why) {
    return post(path, document, 400, PART + why);
  }

  static Stream<Exchange> orders() {
    return Stream.of(
        heard("/admin/ring/found", "{\"members\":[\"h1:1\",\"h2:1\"]}", "found [h1:1, h2:1]"),
        heard("/admin/ring/join", "{\"seed\":\"h1:8098\"}", "join h1:8098"),
        change("\"join\",\"by\":\"h4:1\"", "Join[by=h4:1]"),
        change("\"leave\",\"node\":\"n2\"", "Leave[node=n2]"),
        change("\"replace\",\"node\":\"n2\",\"by\":\"h4:1\"", "Replace[node=n2, by=h4:1]"),
        change("\"force-remove\",\"node\":\"n2\"", "ForceRemove[node=n2]"),
        change("\"capacity\",\"node\":\"n2\",\"capacity\":200", "Capacity[node=n2, capacity=200]"),
        change("\"zone\",\"node\":\"n2\",\"zone\":\"east\"", "Zone[node=n2, zone=east]"),
        change("\"zone\",\"node\":\"n2\",\"zone\":\"\"", "Zone[node=n2, zone=]"),
        get("/admin/ring/changes", 200, "{\"heard\":\"staged \"}", JSON),
        with("DELETE /admin/ring/changes HTTP/1.1", 200, "{\"heard\":\"clear \"}"),
        get("/admin/ring/plan", 200, "{\"heard\":\"plan \"}"),
        heard("/admin/ring/commit", "{\"plan\":\"abc\"}", "commit abc false"),
        heard("/admin/ring/commit", "{\"plan\":\"abc\",\"force\":true}", "commit abc true"),
        get("/admin/transfers", 200, "{\"paused\":false}", JSON),
        heard("/admin/transfers/pause", "{}", "pause "),
        heard("/admin/transfers/resume", "{}", "resume "),
        get("/internal/ring", 200, "{\"heard\":\"shared \"}"),
        heard("/internal/ring", "{\"a\":1}", "received {a=1}"));
  }

  static Stream<Exchange> refusals() {
    return Stream.of(
        post(
            "/admin/ring/changes",
            "{\"change\":\"leave\",\"node\":\"eve\"}",
            409,
            "{\"refused\":[\"eve is not asked\",\"nor anybody like her\"]}"),
        with(
            "POST /admin/ring/join HTTP/1.1\nContent-Type: application/json\n\n"
                + "{\"seed\":\"mute:1\"}",
            503,
            "the node at mute:1 did not answer in time; look, and try again\n",
            "Retry-After: 1"),
        get("/admin/ring/found", 405, ANY, "Allow: POST"),
        get("/admin/ring/commit", 405, ANY, "Allow: POST"),
        with("PUT /admin/ring/changes HTTP/1.1\n\n{}", 405, ANY, "Allow: GET, HEAD, POST, DELETE"),
        with("POST /admin/ring/plan HTTP/1.1\n\n{}", 405, ANY, "Allow: GET, HEAD"),
        with("DELETE /admin/transfers HTTP/1.1", 405, ANY, "Allow: GET, HEAD"),
        with("PUT /internal/ring HTTP/1.1\n\n{}", 405, ANY, "Allow: GET, HEAD, POST"),
        get("/admin/ring/nosuch", 404, ANY),
        get("/admin/ring/plan/more", 404, ANY),
        with("POST /admin/transfers/pause HTTP/1.1\n\n{}", 415, ANY),
        with("POST /admin/ring/commit HTTP/1.1\nContent-Type: text/plain\n\n{}", 415, ANY),
        with(
            "POST /admin/ring/commit HTTP/1.1\nContent-Type: application/json\n"
                + "Referer: http://evil.example/\n\n{\"plan\":\"a\"}",
            403,
            ANY),
        with("DELETE /admin/ring/changes HTTP/1.1\nOrigin: null", 403, ANY),
        post("/internal/ring", "{\"a\":\"" + "x".repeat(600_000) + "\"}", 413, ANY));
  }

  static Stream<Exchange> nonsense() {
    String found = "/admin/ring/found";
    String changes = "/admin/ring/changes";
    return Stream.of(
        nonsense(found, "not json", "must be a JSON object"),
        nonsense(found, "[]", "must be a JSON object"),
        nonsense(found, "null", "must be a JSON object"),
        nonsense(found, "{}", "\"members\" must be there"),
        nonsense(found, "{\"members\":[]}", "\"members\" must be there"),
        nonsense(found, "{\"members\":[\"h1\"]}", "'h1' is not host:port"),
        nonsense(found, "{\"members\":[null]}", "'null' is not host:port"),
        nonsense(found, "{\"members\":[\"h1:1\",\"h1:1\"]}", "names h1:1 twice"),
        nonsense("/admin/ring/join", "{\"seed\":7}", "\"seed\" must be there, and be a text"),
        nonsense("/admin/ring/commit", "{\"plan\":\"\"}", "\"plan\" must be there"),
        nonsense("/admin/ring/commit", "{\"plan\":\"a\",\"force\":1}", "\"force\" is true or"),
        nonsense(changes, "{\"change\":\"dance\"}", "\"dance\" is no change of a ring"),
        nonsense(changes, "{\"change\":\"leave\"}", "\"node\" must be there"),
        nonsense(changes, "{\"change\":\"leave\",\"node\":\"a b\"}", "'a b' is not a node id"),
        nonsense(changes, "{\"change\":\"join\",\"by\":\"n4\"}", "'n4' is not host:port"),
        nonsense(
            changes,
            "{\"change\":\"capacity\",\"node\":\"n2\",\"capacity\":0}",
            "\"capacity\" must be there, and be 1 to 1000"),
        nonsense(
            changes,
            "{\"change\":\"capacity\",\"node\":\"n2\",\"capacity\":1.5}",
            "\"capacity\" must be there"),
        nonsense(
            changes,
            "{\"change\":\"zone\",\"node\":\"n2\",\"zone\":\"a b\"}",
            "\"zone\" must be there"));
  }
}

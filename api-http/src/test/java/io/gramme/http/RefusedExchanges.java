package io.gramme.http;

import static io.gramme.http.Exchange.ANY;
import static io.gramme.http.Exchange.JSON;
import static io.gramme.http.Exchange.PART;
import static io.gramme.http.Exchange.PLAIN;
import static io.gramme.http.Exchange.PUT_TEXT;
import static io.gramme.http.Exchange.TOO_MANY;
import static io.gramme.http.Exchange.get;
import static io.gramme.http.Exchange.with;

import java.util.stream.Stream;

/** Requests that are wrong, or that the store refuses. */
final class RefusedExchanges {

  private static final String BAD_FORM =
      "bucket PUT must be a JSON object of the form:\n{\"props\":{...bucket properties...}}";

  private RefusedExchanges() {}

  static Stream<Exchange> refusals() {
    return Stream.of(
        get("/buckets/refused/keys/pr", 503, "PR-value unsatisfied: 2/3\n", PLAIN),
        get("/buckets/refused/keys/r", 503, "R-value unsatisfied: 1/2\n"),
        get(
            "/buckets/refused/keys/lost",
            503,
            "R-value unsatisfied: 1/2; ann has lost data and is not caught up yet\n"),
        get("/buckets/refused/keys/late", 503, "request timed out\n"),
        get("/buckets/refused/keys/busy", 503, ANY, "Retry-After: 1"),
        get(
            "/buckets/refused/keys/moved",
            503,
            "the ring has moved on since the request was planned; try again\n",
            "Retry-After: 1"),
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
        with("DELETE /types/default/props HTTP/1.1", 405, ANY, "Allow: HEAD, GET, PUT"),
        with("DELETE /buckets/reset/props HTTP/1.1", 204, "", JSON),
        with("HEAD /buckets/b/props HTTP/1.1", 200, "", JSON),
        get("/types/nosuch/props", 404, "Unknown bucket type: nosuch"),
        get("/types/nosuch/buckets/b/props", 404, "Unknown bucket type: nosuch"),
        get("/riak/b?props=false", 200, "{}", JSON));
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
            "PUT /buckets/b/keys/k HTTP/1.1\nContent-Type: a/b\n"
                + "X-Riak-Vclock: a\nX-Riak-Vclock: b\n\nx",
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

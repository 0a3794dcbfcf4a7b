package io.gramme.http;

import static io.gramme.http.Exchange.ANY;
import static io.gramme.http.Exchange.JSON;
import static io.gramme.http.Exchange.PLAIN;
import static io.gramme.http.Exchange.PUT_TEXT;
import static io.gramme.http.Exchange.get;
import static io.gramme.http.Exchange.with;

import java.util.stream.Stream;

/** Requests that are what they should be. */
final class ServedExchanges {

  private static final String UP = "Link: </buckets/b>; rel=\"up\"";

  private ServedExchanges() {}

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
        get("/internal/self?from=eve", 503, "cut off from you\n"),
        get("/internal/replica?bucket=b&key=k", 404, "no such resource\n"),
        get("/internal/replica?bucket=b", 400, "a key has 1 to 4096 bytes, not 0\n"),
        with("PUT /internal/replica?bucket=b&key=k HTTP/1.1", 405, ANY, "Allow: GET, HEAD"),
        get("/internal/cut?peers=bob", 405, ANY, "Allow: PUT"),
        with("PUT /internal/cut?peers=bob HTTP/1.1", 404, "no such resource\n"),
        with("PUT /internal/cut?peers=%20 HTTP/1.1", 400, "\" \" is not the name of a node\n"),
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
        get("/buckets", 200, "{}", JSON),
        get("/types/nosuch/buckets?buckets=true", 404, ANY),
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
}

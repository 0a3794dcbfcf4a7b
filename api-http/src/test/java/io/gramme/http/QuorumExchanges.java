package io.gramme.http;

import static io.gramme.http.Exchange.PLAIN;
import static io.gramme.http.Exchange.PUT_TEXT;
import static io.gramme.http.Exchange.TOO_MANY;
import static io.gramme.http.Exchange.get;
import static io.gramme.http.Exchange.with;

import java.util.stream.Stream;

/** Requests with parameters, right and wrong. */
final class QuorumExchanges {

  private static final String NOT_A_QUORUM =
      " query parameter must be an integer or one of the following words:"
          + " 'one', 'quorum' or 'all'\n";

  private QuorumExchanges() {}

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
}

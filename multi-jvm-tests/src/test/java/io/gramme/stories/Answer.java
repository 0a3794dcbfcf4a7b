package io.gramme.stories;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a node answered over HTTP.
 *
 * @param body as UTF-8 text
 */
record Answer(int status, HttpHeaders headers, String body) {

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");

  static Answer of(HttpResponse<byte[]> response) {
    return new Answer(
        response.statusCode(),
        response.headers(),
        new String(response.body(), StandardCharsets.UTF_8));
  }

  /** The text of a header, empty if there is none. */
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** What the answer lets its reader claim to have seen; empty if it says nothing of that. */
  String context() {
    return header("X-Riak-Vclock");
  }

  /** Whether a write was acknowledged. */
  boolean isAcknowledged() {
    return status == 200 || status == 201 || status == 204;
  }

  /** The lines of all values together. */
  Set<String> lines() {
    return values().stream().flatMap(String::lines).collect(Collectors.toSet());
  }

  /** The values that a read found: none, one, or siblings in no order; tombstones left out. */
  List<String> values() {
    if (status == 200) return List.of(body);
    if (status != 300) return List.of();
    Matcher boundary = BOUNDARY.matcher(header("Content-Type"));
    if (!boundary.find()) throw new IllegalStateException("siblings without a boundary: " + this);
    List<String> values = new ArrayList<>();
    for (String part : body.split("\r\n--" + Pattern.quote(boundary.group(1)), -1)) {
      int head = part.indexOf("\r\n\r\n");
      if (head < 0 || part.substring(0, head).contains("X-Riak-Deleted")) continue;
      values.add(part.substring(head + 4));
    }
    return values;
  }
}

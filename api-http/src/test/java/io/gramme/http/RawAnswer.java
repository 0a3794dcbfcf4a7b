package io.gramme.http;

import java.util.List;
import java.util.Optional;

/** A response as it came over the wire, each byte a char. */
record RawAnswer(int status, List<String> headerLines, String body) {

  /** The text of the one header of that name. */
  String header(String name) {
    return find(name).orElseThrow(() -> new AssertionError("no " + name + " in " + headerLines));
  }

  Optional<String> find(String name) {
    String start = name.toLowerCase() + ":";
    return headerLines.stream()
        .filter(line -> line.toLowerCase().startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }
}

package io.gramme.http;

import java.util.List;

/**
 * One request and what its answer must be.
 *
 * @param request as {@link RawConnection#send} takes it
 * @param status of the answer
 * @param body of the answer; a star for any, {@code ~text} for one that has the text
 * @param headers lines that the answer must have
 */
record Exchange(String request, int status, String body, List<String> headers) {

  static final String ANY = "*";
  static final String PART = "~";
  static final String PLAIN = "Content-Type: text/plain";
  static final String JSON = "Content-Type: application/json";
  static final String PUT_TEXT = " HTTP/1.1\nContent-Type: text/plain\n\nx";
  static final String TOO_MANY =
      "Specified w/dw/pw/node_confirms values invalid for bucket n value of 3\n";

  static Exchange get(String path, int status, String body, String... headers) {
    return new Exchange("GET " + path + " HTTP/1.1", status, body, List.of(headers));
  }

  static Exchange with(String request, int status, String body, String... headers) {
    return new Exchange(request, status, body, List.of(headers));
  }

  @Override
  public String toString() {
    String line = request.replace("\n", " | ");
    return line.substring(0, Math.min(100, line.length())) + " -> " + status;
  }
}

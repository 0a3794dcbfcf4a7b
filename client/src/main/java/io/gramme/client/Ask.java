package io.gramme.client;

import java.util.Map;

/**
 * A request without the node that it goes to.
 *
 * @param method GET, PUT or DELETE
 * @param path with its query, encoded
 * @param headers by name
 * @param body empty where there is none
 * @param mostAnswerBytes how large an answer may be
 */
record Ask(
    String method, String path, Map<String, String> headers, byte[] body, int mostAnswerBytes) {

  Ask {
    headers = Map.copyOf(headers);
  }

  /** A read without a body. */
  static Ask get(String path, Map<String, String> headers, int mostAnswerBytes) {
    return new Ask("GET", path, headers, new byte[0], mostAnswerBytes);
  }

  /** Whether it changes nothing. */
  boolean isRead() {
    return method.equals("GET");
  }
}

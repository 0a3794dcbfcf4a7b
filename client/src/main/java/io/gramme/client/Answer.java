package io.gramme.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a node answered.
 *
 * @param status the number
 * @param headers by name in lower case, the first of each
 * @param body all of it
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

  private static final int MOST_SHOWN = 300;
  private static final int LONGEST_PAUSE_SECONDS = 60;

  Answer {
    headers = Map.copyOf(headers);
  }

  /** A header, named in lower case. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The context that it gives; none if it gives none. */
  Context context() {
    return header("x-riak-vclock").map(Context::new).orElse(Context.NONE);
  }

  /** Whether it says that the node could not, as opposed to that it will not. */
  boolean isUnavailable() {
    return status >= 500 && status != 501 || status == 408;
  }

  /** When it says that it is worth to try again: up to a minute, zero if it does not say. */
  Duration retryAfter() {
    String seconds = header("retry-after").orElse("").trim();
    if (!seconds.matches("[0-9]{1,6}")) return Duration.ZERO;
    return Duration.ofSeconds(Math.min(Integer.parseInt(seconds), LONGEST_PAUSE_SECONDS));
  }

  /** The body as a text to show, cut where it is long. */
  String text() {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  /** What the caller is told of an answer that is not what the operation was sent for. */
  GrammeException problem() {
    return switch (status) {
      case 409 -> new TooManySiblingsException(text());
      case 413, 431 -> new TooLargeException(text());
      case 501 -> new UnsupportedRequestException(text());
      default ->
          status >= 300 && status < 500
              ? new RefusedRequestException(status, text())
              : new MalformedAnswerException("status " + status + " was not to be expected");
    };
  }
}

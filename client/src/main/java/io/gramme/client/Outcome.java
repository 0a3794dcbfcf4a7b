package io.gramme.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** How an attempt ended. */
sealed interface Outcome {

  /** With an answer that the operation can use, be it a refusal. */
  record Answered(Answer answer) implements Outcome {}

  /**
   * Without one.
   *
   * @param what happened, in words
   * @param welcome when the node says that it is worth to try again; zero if it does not say
   */
  record Failed(Attempts.Failure failure, String what, Duration welcome) implements Outcome {}

  /** With something that another attempt can not mend. */
  record Broken(RuntimeException why) implements Outcome {}

  /** The outcome of an answer. */
  static Outcome of(Endpoint node, Answer answer) {
    if (!answer.isUnavailable()) return new Answered(answer);
    String what = node + " says " + answer.status() + " " + answer.text();
    return new Failed(Attempts.Failure.UNAVAILABLE, what, answer.retryAfter());
  }

  /** The outcome of a failure, as {@link Transport#send} tells them apart. */
  static Outcome of(Endpoint node, Throwable failure) {
    Throwable cause = cause(failure);
    String what = node + ": " + cause;
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException)
      return new Failed(Attempts.Failure.NOT_SENT, what, Duration.ZERO);
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    if (root instanceof TooLargeException large) return new Broken(large);
    if (cause instanceof IOException) return new Failed(Attempts.Failure.LOST, what, Duration.ZERO);
    if (cause instanceof RuntimeException other) return new Broken(other);
    return new Broken(new IllegalStateException(what, cause));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}

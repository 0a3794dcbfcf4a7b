package io.gramme.client;

/**
 * An operation that did not end as asked. Each kind says what its catcher can do about it; the
 * futures of the asynchronous forms fail with the same kinds.
 */
public abstract sealed class GrammeException extends RuntimeException
    permits BusyClientException,
        ClosedClientException,
        MalformedAnswerException,
        RefusedRequestException,
        TooLargeException,
        TooManySiblingsException,
        UnavailableException,
        UnreadableValueException,
        UnresolvedSiblingsException,
        UnsupportedRequestException {

  private static final long serialVersionUID = 1;

  GrammeException(String message) {
    super(message);
  }

  GrammeException(String message, Throwable cause) {
    super(message, cause);
  }
}

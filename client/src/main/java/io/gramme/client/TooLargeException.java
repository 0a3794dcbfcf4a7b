package io.gramme.client;

/**
 * A value or an answer is larger than this client or the server takes. Split it, or raise the
 * limit. A write was not done.
 */
public final class TooLargeException extends GrammeException {

  private static final long serialVersionUID = 1;

  TooLargeException(String what) {
    super(what);
  }
}

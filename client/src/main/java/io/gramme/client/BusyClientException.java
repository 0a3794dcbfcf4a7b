package io.gramme.client;

/**
 * This client has as many operations in flight as its settings allow; nothing was sent. Wait for
 * some to end, or send fewer at once.
 */
public final class BusyClientException extends GrammeException {

  private static final long serialVersionUID = 1;

  BusyClientException(int limit) {
    super("this client has " + limit + " operations in flight; wait for some to end");
  }
}

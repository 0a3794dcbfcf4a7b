package io.gramme.client;

/** This client was closed; nothing was sent, or nobody waited for the answer. Make another. */
public final class ClosedClientException extends GrammeException {

  private static final long serialVersionUID = 1;

  ClosedClientException() {
    super("this client is closed");
  }
}

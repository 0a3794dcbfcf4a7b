package io.gramme.client;

/** The server will not do this, now or later: the request must change. Nothing was done. */
public final class RefusedRequestException extends GrammeException {

  private static final long serialVersionUID = 1;

  private final int status;

  RefusedRequestException(int status, String what) {
    super("the server refuses with " + status + ": " + what);
    this.status = status;
  }

  /** The HTTP status, 300 to 499. */
  public int status() {
    return status;
  }
}

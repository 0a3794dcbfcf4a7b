package io.gramme.client;

/** This server can not do that at all, another version may. Nothing was done. */
public final class UnsupportedRequestException extends GrammeException {

  private static final long serialVersionUID = 1;

  UnsupportedRequestException(String what) {
    super("the server can not do this: " + what);
  }
}

package io.gramme.client;

/**
 * The bucket's codec can not make bytes of the value, or a value of the bytes: the two do not
 * belong together. Nothing was written.
 */
public final class UnreadableValueException extends GrammeException {

  private static final long serialVersionUID = 1;

  UnreadableValueException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}

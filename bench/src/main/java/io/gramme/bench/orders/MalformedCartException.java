package io.gramme.bench.orders;

/** Says that what stands under a customer's key is not a cart, so it can not be merged. */
public final class MalformedCartException extends Exception {

  private static final long serialVersionUID = 1L;

  /** A cart that could not be read, and why, in one line. */
  public MalformedCartException(String message) {
    super(message);
  }
}

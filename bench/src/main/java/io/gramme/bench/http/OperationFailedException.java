package io.gramme.bench.http;

/** Says that a read or write was refused for good, or too often. */
public final class OperationFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An operation that failed, and why, in one line. */
  public OperationFailedException(String message) {
    super(message);
  }
}

package io.gramme.storage;

/**
 * A data directory that this process must not open: taken by another, made by another engine or a
 * newer version, or another node's. The message names it and says what to do.
 */
public final class DirectoryRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DirectoryRefusedException(String message) {
    super(message);
  }
}

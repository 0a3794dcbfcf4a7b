package io.gramme.storage;

/**
 * A store, engine or directory was used after it was closed: a bug of the caller, or a shutdown.
 */
public final class StorageClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StorageClosedException(String what) {
    super(what + " is closed");
  }
}

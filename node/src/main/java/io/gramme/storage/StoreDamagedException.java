package io.gramme.storage;

/**
 * The disk holds other bytes than were written, so nobody can say what a key holds. The message
 * names the key or the file. What is damaged stays so until it is written again or set aside.
 */
public final class StoreDamagedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreDamagedException(String message) {
    super(message);
  }

  public StoreDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}

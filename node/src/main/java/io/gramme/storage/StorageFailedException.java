package io.gramme.storage;

/** The disk or the engine did not do what it was asked: a full, broken or read-only disk. */
public final class StorageFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StorageFailedException(String message) {
    super(message);
  }

  public StorageFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the disk, or the user's share of it, was full. */
  public boolean isDiskFull() {
    for (Throwable at = this; at instanceof Exception; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (message.contains("No space left") || message.contains("quota exceeded")) return true;
    }
    return false;
  }
}

package io.gramme.codec;

/** Bytes that are not what they should be: a damaged disk, a broken peer, or a forged context. */
public final class MalformedBytesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedBytesException(String message) {
    super(message);
  }
}

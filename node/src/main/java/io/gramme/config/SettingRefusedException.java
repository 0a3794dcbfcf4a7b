package io.gramme.config;

/** A setting that makes no sense; the message is for the operator, and names it. */
public final class SettingRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingRefusedException(String message) {
    super(message);
  }
}

package io.gramme.client;

/**
 * Not enough nodes answered, after all the attempts that were safe. Try again later. Where {@link
 * #mayBeDone}, a write may have been done all the same: read before you write anew.
 */
public final class UnavailableException extends GrammeException {

  private static final long serialVersionUID = 1;

  private final boolean mayBeDone;

  UnavailableException(String what, boolean mayBeDone) {
    super(what + (mayBeDone ? "; it may be done" : "; it is not done"));
    this.mayBeDone = mayBeDone;
  }

  /** Whether an attempt of a write may have reached a replica. */
  public boolean mayBeDone() {
    return mayBeDone;
  }
}

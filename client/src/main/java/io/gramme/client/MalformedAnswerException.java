package io.gramme.client;

/**
 * A server answered what no server of ours does: look for a proxy in between, or for a server of
 * another version. A write may have been done.
 */
public final class MalformedAnswerException extends GrammeException {

  private static final long serialVersionUID = 1;

  MalformedAnswerException(String what) {
    super(what);
  }
}

package io.gramme.cli;

/** A node did not answer; the message says which, and how. */
final class NodeSilentException extends Exception {

  private static final long serialVersionUID = 1L;

  NodeSilentException(String message) {
    super(message);
  }
}

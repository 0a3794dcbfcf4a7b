package io.gramme.client;

/**
 * What a reader has seen of a key, as the server says it (Dynamo §4.4): opaque, and to be sent back
 * with the write that takes it into account.
 *
 * @param encoded the header {@code X-Riak-Vclock}; empty for {@link #NONE}
 */
public record Context(String encoded) {

  /** Of one who has seen nothing: a write with it is blind. */
  public static final Context NONE = new Context("");

  /** Whether this is {@link #NONE}. */
  public boolean isNone() {
    return encoded.isEmpty();
  }
}

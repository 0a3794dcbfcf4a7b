package io.gramme.client;

import java.util.List;

/**
 * Some keys of a bucket.
 *
 * @param keys in no order that means anything
 * @param continuation to ask for the next page with; empty after the last
 * @param isComplete whether all that should be covered by now was; if not, some partition had no
 *     replica that could tell, and keys may be missing
 */
public record KeyPage(List<Name> keys, String continuation, boolean isComplete) {

  /** The most keys that a page has. */
  public static final int MOST_KEYS = 10_000;

  /** Copies the list. */
  public KeyPage {
    keys = List.copyOf(keys);
  }

  /** Whether no page follows. */
  public boolean isLast() {
    return continuation.isEmpty();
  }
}

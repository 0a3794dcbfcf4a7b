package io.gramme.bench.http;

import java.util.List;

/**
 * What a read found under a key.
 *
 * @param values none if nothing is there, more than one if there are siblings; tombstones are not
 *     among them
 * @param versions how many versions the store holds, tombstones included
 * @param context what to send with a write that takes these versions into account; empty if none
 */
public record Found(List<String> values, int versions, String context) {

  /** A key that was never written. */
  public static final Found NOTHING = new Found(List.of(), 0, "");

  public Found {
    values = List.copyOf(values);
  }

  /** Whether there are versions of which none has seen another. */
  public boolean hasSiblings() {
    return versions > 1;
  }
}

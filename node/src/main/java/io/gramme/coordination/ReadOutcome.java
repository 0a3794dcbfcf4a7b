package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;

/** What a read came to. */
public sealed interface ReadOutcome {

  /**
   * The key holds something, if only tombstones.
   *
   * @param siblings never empty; {@link Siblings#isDeleted()} where only tombstones are left
   * @param context covers all of them
   */
  record Found(Siblings siblings, Context context) implements ReadOutcome {}

  /** Enough replicas know that the key was never written, or was forgotten on proof. */
  record NotFound() implements ReadOutcome {}

  record Refused(Refusal why) implements ReadOutcome {}
}

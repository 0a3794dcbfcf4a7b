package io.gramme.coordination;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;

/** What a write came to. */
public sealed interface WriteOutcome {

  /**
   * As many replicas as asked have it.
   *
   * @param siblings all that the coordinating replica holds now, the new version among them
   * @param context covers all of them
   */
  record Written(Siblings siblings, Context context) implements WriteOutcome {}

  /** A delete found nothing to delete; nothing was written. */
  record NothingToDelete() implements WriteOutcome {}

  record Refused(Refusal why) implements WriteOutcome {}
}

package io.gramme.http.exchange;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An answer, or what it will be made of. Keeping the two apart lets the server add its own step to
 * the one that the store's stage needs anyway, instead of a stage for each.
 */
public sealed interface Reply {

  /** The answer is known. */
  record Now(Answer answer) implements Reply {}

  /**
   * The answer waits for the store.
   *
   * @param stage the store's
   * @param then makes the answer of its outcome
   */
  record Later<T>(CompletionStage<T> stage, Function<? super T, Answer> then) implements Reply {}

  static Reply now(Answer answer) {
    return new Now(answer);
  }

  static <T> Reply later(CompletionStage<T> stage, Function<? super T, Answer> then) {
    return new Later<>(stage, then);
  }
}

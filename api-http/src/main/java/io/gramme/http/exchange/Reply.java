package io.gramme.http.exchange;

import io.gramme.model.Blob;
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

  /** Even whether the answer comes in pieces waits for the store. */
  record Promised(CompletionStage<Reply> stage) implements Reply {}

  /**
   * A status of 200, and a body whose length nobody knows before its end.
   *
   * @param contentType as in {@link Answer}
   * @param feed of what follows; not asked at all if the client wants no body
   */
  record Pieces(String contentType, Feed feed) implements Reply {}

  /** Where pieces come from. */
  interface Feed {

    /**
     * The next piece. Asked for once the client has taken the one before, so never twice at a time,
     * and never again after the last. A stage that fails cuts the answer short.
     */
    CompletionStage<Piece> next();
  }

  /**
   * One chunk of a body.
   *
   * @param bytes never empty
   */
  record Piece(Blob bytes, boolean isLast) {}

  static Reply now(Answer answer) {
    return new Now(answer);
  }

  static <T> Reply later(CompletionStage<T> stage, Function<? super T, Answer> then) {
    return new Later<>(stage, then);
  }
}

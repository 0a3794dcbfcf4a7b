package io.gramme.http.bucket;

import io.gramme.coordination.Refusal;
import io.gramme.http.exchange.Json;
import io.gramme.http.exchange.Reply;
import io.gramme.http.object.RefusalAnswer;
import io.gramme.model.Blob;
import io.gramme.service.Listing;
import io.gramme.service.Listing.Mark;
import io.gramme.service.Listing.Outcome;
import io.gramme.service.Listing.Page;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The documents of a list that is streamed: one per page, and an empty one at the end. What goes
 * wrong once the status is sent is a document too, with {@code error}; then that is the last,
 * unless all that could be listed was. A page is asked for when the one before it was taken.
 */
final class NamesFeed implements Reply.Feed {

  /** So many names are in a document at the most. */
  static final int PAGE = 1_000;

  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(60);

  private final Listing listing;
  private final ListedNames form;
  private final Duration timeout;
  private final long beganNanos = System.nanoTime();
  private final Deque<Reply.Piece> ready = new ArrayDeque<>();
  private Mark from = Mark.START;

  /**
   * @param timeout of the whole stream; zero for as long as it gets on
   */
  NamesFeed(Listing listing, ListedNames form, Duration timeout) {
    this.listing = listing;
    this.form = form;
    this.timeout = timeout;
  }

  /** What the stream begins with. */
  void begin(Map<String, Object> beside, Outcome first) {
    if (!beside.isEmpty()) ready.add(new Reply.Piece(new Json(beside).bytes(), false));
    take(first);
  }

  @Override
  public CompletionStage<Reply.Piece> next() {
    if (!ready.isEmpty()) return CompletableFuture.completedStage(ready.remove());
    return listing
        .page(form.subject(), from, PAGE, patience())
        .thenCompose(
            outcome -> {
              take(outcome);
              return next();
            });
  }

  private Duration patience() {
    if (timeout.isZero()) return PAGE_PATIENCE;
    Duration left = timeout.minusNanos(System.nanoTime() - beganNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void take(Outcome outcome) {
    if (outcome instanceof Listing.Refused refused) {
      ready.add(new Reply.Piece(error(words(refused.why())), true));
      return;
    }
    Page page = (Page) outcome;
    from = page.next();
    if (!page.names().isEmpty()) ready.add(new Reply.Piece(form.document(page.names()), false));
    if (!page.isEnd()) return;
    if (!from.isWhole())
      ready.add(new Reply.Piece(error("incomplete: some partitions could not be read"), false));
    ready.add(new Reply.Piece(form.document(List.of()), true));
  }

  /** Riak's clients know the one word. */
  private static String words(Refusal why) {
    return why instanceof Refusal.TimedOut
        ? "timeout"
        : new RefusalAnswer(why).answer().body().text().strip();
  }

  private static Blob error(String words) {
    return new Json(Map.of("error", words)).bytes();
  }
}

package io.gramme.http.bucket;

import io.gramme.coordination.Refusal;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Limits;
import io.gramme.http.exchange.Reply;
import io.gramme.http.exchange.Segment;
import io.gramme.http.object.Parameters;
import io.gramme.http.object.RefusalAnswer;
import io.gramme.model.Blob;
import io.gramme.service.Listing;
import io.gramme.service.Listing.Mark;
import io.gramme.service.Listing.Outcome;
import io.gramme.service.Listing.Page;
import io.gramme.service.Listing.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lists of keys and of buckets: whole, as a stream of documents, or page by page. An empty document
 * for a client that asks for none of these. Thread-safe.
 */
public final class ListingResource {

  private static final String METHODS = "GET, HEAD";
  private static final int USUAL_PAGE = 1_000;

  private final Listing listing;
  private final Limits limits;

  public ListingResource(Listing listing, Limits limits) {
    this.listing = listing;
    this.limits = limits;
  }

  /**
   * Answers a request for a list.
   *
   * @param subject of a type that exists
   * @param beside what else the document says; of several documents, a first one of its own
   */
  public Reply answer(Call call, Subject subject, Map<String, Object> beside) {
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, METHODS));
    Parameters parameters = new Parameters(call.query(), Integer.MAX_VALUE, limits);
    Duration timeout = parameters.timeout();
    if (parameters.problem().isPresent()) return Reply.now(parameters.problem().get());
    ListedNames form = new ListedNames(subject, call.query().says("encoded", "true"));
    boolean isPaged =
        call.query().first("max").isPresent() || call.query().first("continuation").isPresent();
    if (isPaged) return page(call, form, timeout);
    if (call.query().says(form.name(), "true"))
      return Reply.later(whole(form, beside, timeout), answer -> answer);
    if (call.query().says(form.name(), "stream")) return stream(call, form, beside, timeout);
    return Reply.now(Answer.json(200, beside));
  }

  private Reply page(Call call, ListedNames form, Duration timeout) {
    Optional<Integer> max = call.query().first("max").map(ListingResource::max).orElse(usual());
    if (max.isEmpty())
      return Reply.now(
          Answer.text(400, "max query parameter must be 1 to " + Listing.MOST_NAMES + "\n"));
    Optional<Mark> from =
        call.query().first("continuation").map(Mark::parse).orElse(Optional.of(Mark.START));
    if (from.isEmpty())
      return Reply.now(
          Answer.text(400, "continuation query parameter must be that of the page before\n"));
    return Reply.later(
        listing.page(form.subject(), from.get(), max.get(), timeout),
        outcome ->
            outcome instanceof Page page
                ? Answer.json(200, form.page(page))
                : refusal((Listing.Refused) outcome));
  }

  private static Optional<Integer> usual() {
    return Optional.of(USUAL_PAGE);
  }

  private static Optional<Integer> max(String text) {
    if (!text.matches("[0-9]{1,9}")) return Optional.empty();
    return Optional.of(Integer.parseInt(text)).filter(n -> n >= 1 && n <= Listing.MOST_NAMES);
  }

  /** All names at once, as far as there is room for them. */
  private CompletionStage<Answer> whole(
      ListedNames form, Map<String, Object> beside, Duration timeout) {
    return collect(
        form, beside, new ArrayList<>(), 0, Mark.START, System.nanoTime() + timeout.toNanos());
  }

  private CompletionStage<Answer> collect(
      ListedNames form,
      Map<String, Object> beside,
      List<Blob> soFar,
      long bytes,
      Mark from,
      long deadlineNanos) {
    Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    return listing
        .page(form.subject(), from, Listing.MOST_NAMES, left)
        .thenCompose(
            outcome -> {
              if (!(outcome instanceof Page page)) return done(refusal((Listing.Refused) outcome));
              if (!page.next().isWhole()) return done(uncovered(form, page));
              soFar.addAll(page.names());
              long more = bytes + ListedNames.bytes(page.names());
              if (more > limits.maxListingBytes()) return done(tooLong(form));
              if (!page.isEnd())
                return collect(form, beside, soFar, more, page.next(), deadlineNanos);
              Map<String, Object> document = new LinkedHashMap<>(beside);
              document.put(form.name(), form.shown(soFar));
              return done(Answer.json(200, document));
            });
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }

  /** A client that asks for all must not take a part for the whole. */
  private static Answer uncovered(ListedNames form, Page page) {
    return Answer.text(
            503,
            "no replica that knows them could be read of the partitions "
                + page.uncovered()
                + "; ?max= lists the "
                + form.name()
                + " of the others\n")
        .with("Retry-After", "1");
  }

  private Answer tooLong(ListedNames form) {
    return Answer.text(
        413,
        "a list in one piece has at most "
            + limits.maxListingBytes()
            + " bytes of names; use ?"
            + form.name()
            + "=stream, or ?max= and ?continuation=\n");
  }

  /** The first page is waited for: until then a refusal can still be a status. */
  private Reply stream(Call call, ListedNames form, Map<String, Object> beside, Duration timeout) {
    if (call.method().equals("HEAD"))
      return new Reply.Pieces(Answer.JSON, new NamesFeed(listing, form, Duration.ZERO));
    boolean isBounded = call.query().first("timeout").isPresent();
    NamesFeed feed = new NamesFeed(listing, form, isBounded ? timeout : Duration.ZERO);
    CompletionStage<Outcome> first =
        listing.page(form.subject(), Mark.START, NamesFeed.PAGE, timeout);
    return new Reply.Promised(
        first.thenApply(
            outcome -> {
              if (outcome instanceof Listing.Refused refused) return Reply.now(refusal(refused));
              feed.begin(beside, outcome);
              return new Reply.Pieces(Answer.JSON, feed);
            }));
  }

  private static Answer refusal(Listing.Refused refused) {
    Refusal why = refused.why();
    return new RefusalAnswer(why).answer();
  }

  /** What a name looks like, in the text of a path. */
  static String encoded(Blob name) {
    return new Segment(name).encoded();
  }
}

package io.gramme.http.bucket;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Reply;
import java.util.Map;
import java.util.Optional;

/** Lists of keys and of buckets: an empty document for a client that asks for neither. */
public final class ListingResource {

  private static final String METHODS = "GET, HEAD";

  /**
   * Answers a request for a list.
   *
   * @param parameter that asks for it: {@code keys} or {@code buckets}
   */
  public Reply answer(Call call, String parameter) {
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, METHODS));
    return Reply.now(refusal(call, parameter).orElseGet(() -> Answer.json(200, Map.of())));
  }

  /** What a client is told that asks for a list; empty if it does not ask. */
  public Optional<Answer> refusal(Call call, String parameter) {
    boolean asked = call.query().says(parameter, "true") || call.query().says(parameter, "stream");
    return asked
        ? Optional.of(Answer.text(501, "listing is not available yet\n"))
        : Optional.empty();
  }
}

package io.gramme.http.object;

import io.gramme.causality.Context;
import io.gramme.coordination.ReadOutcome;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.HttpDate;
import java.util.List;
import java.util.Optional;

/**
 * The conditions under which a client wants something written or deleted at all (RFC 9110 §13, and
 * Riak's {@code X-Riak-If-Not-Modified}), held against a read of the key.
 *
 * <p>Best effort, since no consensus is asked: of two clients whose reads both find the condition
 * to hold, both write. Each then writes on what its own read found, so that a bucket which keeps
 * siblings shows both.
 *
 * @param path by which the client came
 */
record WriteConditions(Call call, BucketPath path) {

  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";
  private static final String IF_UNMODIFIED_SINCE = "If-Unmodified-Since";
  private static final String IF_NOT_MODIFIED = "X-Riak-If-Not-Modified";

  /** What the read came to. */
  sealed interface Verdict {}

  /**
   * All conditions hold.
   *
   * @param seen what a write of a client that names no context of its own rests on
   * @param isThere whether there is a value
   */
  record Holds(Context seen, boolean isThere) implements Verdict {}

  record Fails(Answer why) implements Verdict {}

  /** Whether there are any, so that a read is needed. */
  boolean areAny() {
    return List.of(IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, IF_NOT_MODIFIED).stream()
        .anyMatch(name -> call.header(name).isPresent());
  }

  /**
   * What no read could make hold. A date that cannot be read may be passed over where only a 304 is
   * at stake; here it would be a promise broken.
   */
  Optional<Answer> problem() {
    Optional<String> date = call.header(IF_UNMODIFIED_SINCE);
    if (date.isPresent() && HttpDate.parse(date.get()).isEmpty())
      return Optional.of(
          Answer.text(
              400,
              IF_UNMODIFIED_SINCE + " must be a date such as Mon, 23 Nov 2026 04:24:24 GMT\n"));
    return call.header(IF_NOT_MODIFIED).isPresent()
            && Draft.seen(call, IF_NOT_MODIFIED) instanceof Draft.Unreadable unreadable
        ? Optional.of(unreadable.why())
        : Optional.empty();
  }

  /** Whether they hold for what was read. */
  Verdict judge(ReadOutcome outcome) {
    if (outcome instanceof ReadOutcome.Refused refused)
      return new Fails(new RefusalAnswer(refused.why()).answer());
    if (!(outcome instanceof ReadOutcome.Found found)) {
      boolean isWanted = has(IF_MATCH) || has(IF_NOT_MODIFIED);
      return isWanted ? failed() : new Holds(Context.BLIND, false);
    }
    if (has(IF_NOT_MODIFIED) && !isUnmodified(found.context())) return failed();
    if (found.siblings().isDeleted())
      return has(IF_MATCH) ? failed() : new Holds(found.context(), false);
    return fitsValue(found) ? new Holds(found.context(), true) : failed();
  }

  private boolean fitsValue(ReadOutcome.Found found) {
    Answer shown = new Representation(path, found.siblings(), found.context()).brief();
    ReadConditions tags = new ReadConditions(call);
    return tags.allowsChanging(shown);
  }

  /** The order of precedence leaves this one out: Riak's header is no part of RFC 9110. */
  private boolean isUnmodified(Context now) {
    return Draft.seen(call, IF_NOT_MODIFIED) instanceof Draft.Known known
        && known.context().seen().covers(now.seen())
        && now.seen().covers(known.context().seen());
  }

  private boolean has(String name) {
    return call.header(name).isPresent();
  }

  private static Fails failed() {
    return new Fails(Answer.text(412, "the condition does not hold; nothing was changed\n"));
  }
}

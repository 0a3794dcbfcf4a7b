package io.gramme.http.object;

import io.gramme.causality.Context;
import io.gramme.codec.MalformedBytesException;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Limits;
import io.gramme.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request would store: good, or bad and why. */
sealed interface Draft {

  /** The header that carries a context. */
  String CONTEXT = "X-Riak-Vclock";

  Pattern MEDIA_TYPE = Pattern.compile("[^\\s/;,]+/[^\\s/;,]+\\s*(;.*)?");

  /**
   * Fit to be stored.
   *
   * @param seen what the client had read, {@link Context#BLIND} for nothing
   */
  record Good(Value value, Context seen) implements Draft {}

  record Bad(Answer why) implements Draft {}

  /** Reads the headers and the body of a request that stores a value. */
  static Draft of(Call call, BucketPath path, Limits limits) {
    Optional<Answer> unfit = typeProblem(call);
    if (unfit.isPresent()) return new Bad(unfit.get());
    Seen seen = seen(call);
    if (seen instanceof Unreadable unreadable) return new Bad(unreadable.why());
    Attributes attributes = Attributes.of(call, path);
    if (attributes.problem().isPresent())
      return new Bad(Answer.text(400, attributes.problem().get()));
    String contentType = call.header("Content-Type").orElseThrow();
    if (attributes.bytes() + contentType.length() > limits.maxMetadataBytes())
      return new Bad(
          Answer.text(
              431,
              "what is kept beside a value (content type, metadata, links, index entries) has at"
                  + " most "
                  + limits.maxMetadataBytes()
                  + " bytes\n"));
    Value value = new Value(contentType, attributes.list(), call.body());
    return new Good(value, ((Known) seen).context());
  }

  private static Optional<Answer> typeProblem(Call call) {
    List<String> types = call.headerLines("Content-Type");
    if (types.isEmpty() || types.get(0).isEmpty())
      return Optional.of(Answer.text(400, "Missing Content-Type request header"));
    if (types.size() > 1)
      return Optional.of(Answer.text(400, "more than one Content-Type request header\n"));
    if (MEDIA_TYPE.matcher(types.get(0)).matches()) return Optional.empty();
    return Optional.of(
        Answer.text(
            415,
            '"' + types.get(0) + "\" is not a valid media type for the Content-type header.\n"));
  }

  /** What the client says that it has read. */
  sealed interface Seen {}

  record Known(Context context) implements Seen {}

  record Unreadable(Answer why) implements Seen {}

  /** Reads the context of a write. */
  static Seen seen(Call call) {
    return seen(call, CONTEXT);
  }

  /**
   * Reads the context in a header.
   *
   * @return that of a blind write where the header is absent
   */
  static Seen seen(Call call, String name) {
    List<String> lines = call.headerLines(name);
    if (lines.isEmpty()) return new Known(Context.BLIND);
    if (lines.size() > 1) return unreadable(name, "is there " + lines.size() + " times");
    String text = lines.get(0).strip();
    if (text.isEmpty()) return unreadable(name, "is empty");
    try {
      return new Known(Context.decode(text));
    } catch (MalformedBytesException e) {
      return unreadable(name, "holds " + e.getMessage());
    }
  }

  private static Unreadable unreadable(String name, String why) {
    return new Unreadable(
        Answer.text(
            400,
            name
                + " "
                + why
                + "; read the key again and send the "
                + CONTEXT
                + " of that answer, or leave the header out\n"));
  }
}

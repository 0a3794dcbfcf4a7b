package io.gramme.http.object;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Header;
import io.gramme.http.exchange.HttpDate;
import io.gramme.model.Blob;
import java.util.List;
import java.util.Optional;

/**
 * The conditions under which a client wants an answer at all (RFC 9110 §13), in their order of
 * precedence.
 */
record ReadConditions(Call call) {

  private static final List<String> CONDITIONS =
      List.of("If-Match", "If-Unmodified-Since", "If-None-Match", "If-Modified-Since");

  /** {@code full}, or 304 or 412 in its place. */
  Answer applyTo(Answer full) {
    if (CONDITIONS.stream().noneMatch(name -> call.header(name).isPresent())) return full;
    String tag = text(full, "ETag");
    Optional<HttpDate> modified = HttpDate.parse(text(full, "Last-Modified"));
    if (has("If-Match") ? !names("If-Match", tag) : isAfter(modified, "If-Unmodified-Since"))
      return Answer.text(412, "the condition does not hold\n");
    boolean unchanged =
        has("If-None-Match")
            ? names("If-None-Match", tag)
            : date("If-Modified-Since").isPresent() && !isAfter(modified, "If-Modified-Since");
    return unchanged ? unchanged(full) : full;
  }

  /** Whether a client that may change only what fits may change what is there. */
  boolean allowsChanging(Answer there) {
    String tag = text(there, "ETag");
    Optional<HttpDate> modified = HttpDate.parse(text(there, "Last-Modified"));
    boolean isExpected =
        has("If-Match") ? names("If-Match", tag) : !isAfter(modified, "If-Unmodified-Since");
    return isExpected && !(has("If-None-Match") && names("If-None-Match", tag));
  }

  private static Answer unchanged(Answer full) {
    List<Header> kept =
        full.headers().stream()
            .filter(header -> header.isNamed("ETag") || header.isNamed(Draft.CONTEXT))
            .toList();
    return new Answer(304, full.contentType(), kept, Blob.EMPTY);
  }

  private boolean has(String name) {
    return call.header(name).isPresent();
  }

  private boolean names(String name, String tag) {
    for (String entry : call.headerList(name).split(",")) {
      String bare = entry.strip();
      if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) return true;
    }
    return false;
  }

  private boolean isAfter(Optional<HttpDate> modified, String name) {
    Optional<HttpDate> said = date(name);
    return said.isPresent() && modified.isPresent() && modified.get().compareTo(said.get()) > 0;
  }

  private Optional<HttpDate> date(String name) {
    return call.header(name).flatMap(HttpDate::parse);
  }

  private static String text(Answer answer, String name) {
    return answer.headers().stream()
        .filter(header -> header.isNamed(name))
        .map(Header::text)
        .findFirst()
        .orElse("");
  }
}

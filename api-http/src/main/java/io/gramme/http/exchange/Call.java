package io.gramme.http.exchange;

import io.gramme.model.Blob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request, read to its end.
 *
 * @param method in upper case
 * @param target what it is about
 * @param headers in the order in which they came
 * @param body empty where there was none
 */
public record Call(String method, Target target, List<Header> headers, Blob body) {

  public Call {
    headers = List.copyOf(headers);
  }

  /** This with a body. */
  public Call with(Blob other) {
    return new Call(method, target, headers, other);
  }

  /** The first header line of that name. */
  public Optional<String> header(String name) {
    for (Header header : headers) if (header.isNamed(name)) return Optional.of(header.text());
    return Optional.empty();
  }

  /** All header lines of that name. */
  public List<String> headerLines(String name) {
    return headers.stream().filter(header -> header.isNamed(name)).map(Header::text).toList();
  }

  /** All lines of a header that is a list, as one line; empty if there is none. */
  public String headerList(String name) {
    return String.join(", ", headerLines(name));
  }

  public Query query() {
    return target.query();
  }

  /** What the client will take. */
  public Accept accept() {
    return Accept.parse(headerList("Accept"));
  }

  /** Whether the body is said to be JSON. */
  public boolean isJson() {
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().equals(Answer.JSON);
  }

  /** GET, or HEAD, which is answered alike: the HTTP library leaves out the body. */
  public boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }
}

package io.gramme.http.exchange;

import io.gramme.model.Blob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A response.
 *
 * @param status the number
 * @param contentType sent exactly as it stands here, never empty
 * @param headers those beside the content type and what the HTTP library adds
 * @param body empty for 204 and 304
 */
public record Answer(int status, String contentType, List<Header> headers, Blob body) {

  public static final String TEXT = "text/plain";
  public static final String HTML = "text/html";
  public static final String JSON = "application/json";

  private static final int FIRST_PROBLEM = 400;

  public Answer {
    headers = List.copyOf(headers);
  }

  /** A plain text. */
  public static Answer text(int status, String text) {
    return new Answer(status, TEXT, List.of(), Blob.utf8(text));
  }

  /** A JSON document made of maps, lists, texts, numbers and truth values. */
  public static Answer json(int status, Object document) {
    return new Answer(status, JSON, List.of(), new Json(document).bytes());
  }

  /** Nothing to show. */
  public static Answer noContent(String contentType) {
    return new Answer(204, contentType, List.of(), Blob.EMPTY);
  }

  /** 404 for a path that leads nowhere. */
  public static Answer noSuchResource() {
    return text(404, "no such resource\n");
  }

  /**
   * 405, or 501 for a method that the store has no use for anywhere.
   *
   * @param allowed the methods that would do, as the Allow header lists them
   */
  public static Answer notAllowed(Call call, String allowed) {
    if (call.method().equals("PATCH"))
      return text(501, "the method PATCH is not supported\n").with("Allow", allowed);
    return text(405, call.method() + " is not allowed here; allowed: " + allowed + "\n")
        .with("Allow", allowed);
  }

  /** 406 for a client that takes nothing of what there is. */
  public static Answer notAcceptable(String... offers) {
    return text(406, "nothing acceptable; on offer: " + String.join(", ", offers) + "\n");
  }

  /** This with one header more. */
  public Answer with(String name, String text) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, text));
    return new Answer(status, contentType, more, body);
  }

  /** This under another status. */
  public Answer withStatus(int other) {
    return new Answer(other, contentType, headers, body);
  }

  /**
   * This in the form that the client takes: a problem as JSON if it takes only that, and a long
   * body packed if it unpacks.
   */
  public Answer suiting(Call call) {
    return new Packing(call).applyTo(inWordsFor(call));
  }

  private Answer inWordsFor(Call call) {
    if (status < FIRST_PROBLEM || !contentType.equals(TEXT)) return this;
    if (!call.accept().wantsOnlyJson()) return this;
    Blob document = new Json(Map.of("error", body.text().strip())).bytes();
    return new Answer(status, JSON, headers, document);
  }
}

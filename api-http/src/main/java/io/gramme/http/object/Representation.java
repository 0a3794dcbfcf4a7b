package io.gramme.http.object;

import io.gramme.causality.Context;
import io.gramme.causality.Siblings;
import io.gramme.causality.Version;
import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.BucketPath;
import io.gramme.http.exchange.Header;
import io.gramme.http.exchange.HttpDate;
import io.gramme.model.Blob;
import io.gramme.model.Value;
import io.gramme.model.Value.Attribute;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a key holds, as a client is shown it.
 *
 * @param path the way by which the client came
 * @param siblings at least one
 * @param context covers all of them
 */
record Representation(BucketPath path, Siblings siblings, Context context) {

  static final String MULTIPART = "multipart/mixed";

  private static final String NO_TYPE = "application/octet-stream";
  private static final String DELETED = "X-Riak-Deleted";

  /** The one version there is, or of several the one that {@code tag} names. */
  Optional<Version> chosen(Optional<String> tag) {
    if (siblings.size() == 1) return Optional.of(siblings.versions().get(0));
    return siblings.versions().stream()
        .filter(version -> tag.filter(Tag.of(version.dot()).text()::equals).isPresent())
        .findFirst();
  }

  /** One version with all that was stored beside it. */
  Answer single(Version version) {
    List<Header> headers = new ArrayList<>();
    headers.add(contextHeader());
    headers.add(new Header("ETag", Tag.of(version.dot()).quoted()));
    headers.add(lastModified(version.time().millis()));
    if (version.isTombstone()) headers.add(new Header(DELETED, "true"));
    List<String> links = texts(version, Attributes.LINK);
    links.add(up());
    headers.add(new Header(Attributes.LINK, String.join(", ", links)));
    headers.addAll(kept(version));
    return new Answer(200, contentType(version), headers, data(version));
  }

  /** 300 with the tags of the siblings, a line each. */
  Answer list() {
    StringBuilder lines = new StringBuilder("Siblings:\n");
    for (Version version : siblings.versions())
      lines.append(Tag.of(version.dot()).text()).append('\n');
    return choices(Answer.TEXT, Blob.utf8(lines.toString()));
  }

  /** The tag and the time of what is there, without the values. */
  Answer brief() {
    return siblings.size() == 1 ? single(siblings.versions().get(0)) : list();
  }

  /** 300 with the siblings themselves, a part each. */
  Answer multipart() {
    String boundary = Tag.random().text();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Version version : siblings.versions()) {
      write(body, "\r\n--" + boundary + "\r\n");
      for (Header header : partHeaders(version))
        write(body, header.name() + ": " + header.text() + "\r\n");
      write(body, "\r\n");
      body.writeBytes(data(version).bytes());
    }
    write(body, "\r\n--" + boundary + "--\r\n");
    return choices(MULTIPART + "; boundary=" + boundary, Blob.wrap(body.toByteArray()));
  }

  /** 404 for a key of which only tombstones are left. */
  Answer deleted() {
    return new Answer(
        404,
        Answer.TEXT,
        List.of(contextHeader(), new Header(DELETED, "true")),
        Blob.utf8("not found\n"));
  }

  private Answer choices(String contentType, Blob body) {
    return new Answer(
        300,
        contentType,
        List.of(
            contextHeader(),
            new Header("ETag", Tag.of(context.seen()).quoted()),
            lastModified(siblings.latestTime().millis())),
        body);
  }

  private List<Header> partHeaders(Version version) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", contentType(version)));
    List<Header> kept = kept(version);
    kept.stream().filter(header -> header.isNamed(Attributes.ENCODING)).forEach(headers::add);
    List<String> links = texts(version, Attributes.LINK);
    links.add(0, up());
    headers.add(new Header(Attributes.LINK, String.join(", ", links)));
    headers.add(new Header("Etag", Tag.of(version.dot()).text()));
    headers.add(lastModified(version.time().millis()));
    if (version.isTombstone()) headers.add(new Header(DELETED, "true"));
    kept.stream().filter(header -> !header.isNamed(Attributes.ENCODING)).forEach(headers::add);
    return headers;
  }

  /** All that was stored beside the value and is a header of its own; links share one. */
  private static List<Header> kept(Version version) {
    List<Header> headers = new ArrayList<>();
    for (Attribute attribute : attributes(version)) {
      Header header = new Header(attribute.name(), attribute.text());
      if (header.isNamed(Attributes.ENCODING)
          || header.startsWith(Attributes.META)
          || header.startsWith(Attributes.INDEX)) headers.add(header);
    }
    return headers;
  }

  private static List<String> texts(Version version, String name) {
    List<String> texts = new ArrayList<>();
    for (Attribute attribute : attributes(version))
      if (attribute.name().equals(name)) texts.add(attribute.text());
    return texts;
  }

  private static List<Attribute> attributes(Version version) {
    return version.payload() instanceof Value value ? value.attributes() : List.of();
  }

  private static Blob data(Version version) {
    return version.payload() instanceof Value value ? value.data() : Blob.EMPTY;
  }

  /** The content type as it was stored; a tombstone has none of its own. */
  static String contentType(Version version) {
    return version.payload() instanceof Value value && !value.contentType().isEmpty()
        ? value.contentType()
        : NO_TYPE;
  }

  private Header contextHeader() {
    return new Header(Draft.CONTEXT, context.encoded());
  }

  private String up() {
    return "<" + path.up() + ">; rel=\"up\"";
  }

  private static Header lastModified(long millis) {
    return new Header("Last-Modified", HttpDate.ofMillis(millis).text());
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

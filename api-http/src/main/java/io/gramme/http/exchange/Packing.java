package io.gramme.http.exchange;

import io.gramme.model.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Packs bodies for clients that unpack gzip (RFC 1952): each as a single member, since some clients
 * stop after the first. What was stored with an encoding goes out as it is, and so does what is
 * short or would hardly become shorter.
 */
record Packing(Call call) {

  private static final String VARY = "Vary";
  private static final String ENCODING = "Content-Encoding";
  private static final String ACCEPT_ENCODING = "Accept-Encoding";
  private static final int LEAST_BYTES = 1_024;

  /** {@code plain}, packed if the client would have it so. */
  Answer applyTo(Answer plain) {
    if (!isPackable(plain)) return plain;
    List<Header> headers = new ArrayList<>(plain.headers());
    vary(headers);
    if (!takesGzip()) return new Answer(plain.status(), plain.contentType(), headers, plain.body());
    headers.add(new Header(ENCODING, "gzip"));
    return new Answer(plain.status(), plain.contentType(), headers, packed(plain.body()));
  }

  private static boolean isPackable(Answer answer) {
    return answer.body().size() >= LEAST_BYTES
        && answer.status() != 206
        && answer.headers().stream().noneMatch(header -> header.isNamed(ENCODING))
        && shrinks(answer.contentType().toLowerCase(Locale.ROOT));
  }

  private static boolean shrinks(String type) {
    return type.startsWith("text/")
        || type.startsWith("multipart/")
        || type.contains("json")
        || type.contains("xml")
        || type.contains("javascript");
  }

  private static void vary(List<Header> headers) {
    Optional<Header> before = headers.stream().filter(header -> header.isNamed(VARY)).findFirst();
    headers.removeIf(header -> header.isNamed(VARY));
    String more = before.map(header -> header.text() + ", ").orElse("");
    headers.add(new Header(VARY, more + ACCEPT_ENCODING));
  }

  private boolean takesGzip() {
    boolean takesAll = false;
    for (String entry : call.headerList(ACCEPT_ENCODING).split(",")) {
      String[] parts = entry.toLowerCase(Locale.ROOT).split(";", 2);
      boolean isTaken = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
      String name = parts[0].strip();
      if (name.equals("gzip") || name.equals("x-gzip")) return isTaken;
      if (name.equals("*")) takesAll = isTaken;
    }
    return takesAll;
  }

  private static Blob packed(Blob plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.size() / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return Blob.wrap(bytes.toByteArray());
  }
}

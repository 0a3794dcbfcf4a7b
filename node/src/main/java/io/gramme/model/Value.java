package io.gramme.model;

import java.util.List;

/**
 * Stored bytes and what the client said about them.
 *
 * @param contentType the media type exactly as the client sent it, parameters included
 * @param attributes what else came with the value and goes back with it verbatim, in order (the
 *     HTTP front end keeps user metadata, links, index entries and the content encoding here)
 * @param data the bytes; never looked into
 */
public record Value(String contentType, List<Attribute> attributes, Blob data) implements Payload {

  /** A named text that travels with a value. */
  public record Attribute(String name, String text) {}

  public Value {
    attributes = List.copyOf(attributes);
  }

  /** A plain UTF-8 text without attributes. */
  public static Value text(String text) {
    return new Value("text/plain", List.of(), Blob.utf8(text));
  }
}

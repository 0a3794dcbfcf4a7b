package io.gramme.http.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a request in the order in which they stand; unknown ones do no harm. */
public record Query(List<Parameter> parameters) {

  /** A name and a text, both decoded. */
  public record Parameter(String name, String text) {}

  public static final Query NONE = new Query(List.of());

  public Query {
    parameters = List.copyOf(parameters);
  }

  /** Reads {@code a=b&c=d}; empty parts are skipped, and a name without {@code =} has no text. */
  public static Query parse(String raw) {
    if (raw.isEmpty()) return NONE;
    List<Parameter> parameters = new ArrayList<>();
    for (String part : raw.split("&")) {
      if (part.isEmpty()) continue;
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String text = equals < 0 ? "" : part.substring(equals + 1);
      parameters.add(new Parameter(Segment.decode(name).text(), Segment.decode(text).text()));
    }
    return new Query(parameters);
  }

  /** The first parameter of that name. */
  public Optional<String> first(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) return Optional.of(parameter.text());
    }
    return Optional.empty();
  }

  /** Whether the first parameter of that name has that text. */
  public boolean says(String name, String text) {
    return first(name).filter(text::equals).isPresent();
  }
}

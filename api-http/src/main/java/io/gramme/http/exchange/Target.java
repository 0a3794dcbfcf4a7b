package io.gramme.http.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request is about: the path in parts, and the query.
 *
 * <p>Made from the raw text of the request line: split first and decoded afterwards, so that an
 * encoded slash stays inside its part and nothing is normalised away.
 *
 * @param segments the parts between slashes; one slash at the end is ignored
 * @param query what follows the question mark
 */
public record Target(List<Segment> segments, Query query) {

  /** What a request is about that names no path, such as {@code OPTIONS *}. */
  public static final Target NOWHERE = new Target(List.of(Segment.decode("*")), Query.NONE);

  public Target {
    segments = List.copyOf(segments);
  }

  /** Reads {@code /path?query} or the absolute form; empty if it is neither. */
  public static Optional<Target> parse(String raw) {
    int start = pathStart(raw);
    if (start < 0) return Optional.empty();
    int mark = raw.indexOf('?', start);
    String path = mark < 0 ? raw.substring(start) : raw.substring(start, mark);
    Query query = mark < 0 ? Query.NONE : Query.parse(raw.substring(mark + 1));
    return Optional.of(new Target(split(path), query));
  }

  private static int pathStart(String raw) {
    if (raw.startsWith("/")) return 0;
    int scheme = raw.indexOf("://");
    return scheme < 0 ? -1 : raw.indexOf('/', scheme + 3);
  }

  private static List<Segment> split(String path) {
    List<Segment> segments = new ArrayList<>(6);
    int from = 1;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      segments.add(Segment.decode(path.substring(from, to)));
      from = to + 1;
    }
    return segments;
  }
}

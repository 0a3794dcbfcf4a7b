package io.gramme.http.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The media types that a client will take, best first: by weight, then by how much they say, then,
 * as Riak does, the one that stands later in the header.
 *
 * @param ranges never empty; a header that is absent or says nothing readable takes everything
 */
public record Accept(List<Range> ranges) {

  /**
   * One entry.
   *
   * @param type what stands before the slash, or a star
   * @param subtype what stands behind it, or a star
   * @param weight from 0, never, to 1
   */
  public record Range(String type, String subtype, double weight) {

    /** How much the entry says: 0 for everything, 1 for a family of types, 2 for one type. */
    int precision() {
      return type.equals("*") ? 0 : subtype.equals("*") ? 1 : 2;
    }

    boolean covers(String mediaType) {
      int slash = mediaType.indexOf('/');
      return (type.equals("*") || slash == type.length() && mediaType.startsWith(type))
          && (subtype.equals("*") || mediaType.substring(slash + 1).equals(subtype));
    }
  }

  /** Takes whatever it is given. */
  public static final Accept ANYTHING = new Accept(List.of(new Range("*", "*", 1)));

  private static final int MOST_RANGES = 64;

  private static final Comparator<Range> BEST_FIRST =
      Comparator.comparingDouble(Range::weight).thenComparingInt(Range::precision).reversed();

  public Accept {
    ranges = List.copyOf(ranges);
  }

  /** Reads the header's text; entries that cannot be read, or follow the 63rd, are passed over. */
  public static Accept parse(String header) {
    if (header.isEmpty() || header.equals("*/*")) return ANYTHING;
    List<Range> ranges = new ArrayList<>();
    for (String entry : header.split(",", MOST_RANGES))
      range(entry).ifPresent(range -> ranges.add(0, range));
    if (ranges.isEmpty()) return ANYTHING;
    ranges.sort(BEST_FIRST);
    return new Accept(ranges);
  }

  private static Optional<Range> range(String entry) {
    String[] parts = entry.split(";");
    String type = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    if (slash <= 0 || slash == type.length() - 1) return Optional.empty();
    double weight = 1;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=") || parameter.startsWith("Q="))
        weight = weight(parameter.substring(2));
    }
    return Optional.of(new Range(type.substring(0, slash), type.substring(slash + 1), weight));
  }

  /** A weight that cannot be read counts as none given. */
  private static double weight(String text) {
    return text.strip().matches("[01](\\.[0-9]{0,9})?|\\.[0-9]{1,9}")
        ? Math.min(1, Double.parseDouble(text.strip()))
        : 1;
  }

  /**
   * The offer that the client likes best; of several that it likes alike, the first.
   *
   * @param offers media types without parameters, in lower case, the server's favourite first
   */
  public Optional<String> choose(String... offers) {
    for (Range range : ranges) {
      for (String offer : offers) {
        if (range.weight() > 0 && range.covers(offer) && !refuses(offer)) return Optional.of(offer);
      }
    }
    return Optional.empty();
  }

  /** Whether the client takes a type, parameters apart. */
  public boolean takes(String mediaType) {
    int end = mediaType.indexOf(';');
    String bare = end < 0 ? mediaType : mediaType.substring(0, end);
    return choose(bare.strip().toLowerCase(Locale.ROOT)).isPresent();
  }

  /** Whether a client that wants JSON would be troubled by plain text. */
  public boolean wantsOnlyJson() {
    return !takes("text/plain") && takes("application/json");
  }

  private boolean refuses(String offer) {
    Optional<Range> closest =
        ranges.stream()
            .filter(range -> range.covers(offer))
            .max(Comparator.comparingInt(Range::precision));
    return closest.filter(range -> range.weight() == 0).isPresent();
  }
}

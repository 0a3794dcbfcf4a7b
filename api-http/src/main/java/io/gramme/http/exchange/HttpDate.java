package io.gramme.http.exchange;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A moment as HTTP writes it (RFC 9110 §5.6.7), to the second.
 *
 * @param seconds since 1970
 */
public record HttpDate(long seconds) implements Comparable<HttpDate> {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** The second in which a moment falls. */
  public static HttpDate ofMillis(long millis) {
    return new HttpDate(Math.floorDiv(millis, 1000L));
  }

  /** Reads the form that {@link #text} writes; empty for any other. */
  public static Optional<HttpDate> parse(String text) {
    try {
      return Optional.of(new HttpDate(Instant.from(FORM.parse(text.strip())).getEpochSecond()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** For example {@code Mon, 23 Nov 2026 04:24:24 GMT}. */
  public String text() {
    return FORM.format(Instant.ofEpochSecond(seconds));
  }

  @Override
  public int compareTo(HttpDate other) {
    return Long.compare(seconds, other.seconds);
  }
}

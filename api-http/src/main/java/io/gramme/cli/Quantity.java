package io.gramme.cli;

import java.util.Locale;

/**
 * Numbers as people read them.
 *
 * @param value of whatever is counted, not negative
 */
record Quantity(long value) {

  private static final int STEP = 1_000;
  private static final int TENFOLD = 10;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long MINUTES_PER_HOUR = 60;
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  /** As bytes, to two or three digits. */
  String bytes() {
    double scaled = value;
    int unit = 0;
    while (scaled >= STEP && unit < UNITS.length - 1) {
      scaled /= STEP;
      unit++;
    }
    String form = unit > 0 && scaled < TENFOLD ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, form, scaled, UNITS[unit]);
  }

  /** As seconds, in the two greatest units that matter. */
  String time() {
    long minutes = value / SECONDS_PER_MINUTE;
    if (minutes == 0) return value + " s";
    if (minutes < MINUTES_PER_HOUR) return minutes + " min " + value % SECONDS_PER_MINUTE + " s";
    return minutes / MINUTES_PER_HOUR + " h " + minutes % MINUTES_PER_HOUR + " min";
  }
}

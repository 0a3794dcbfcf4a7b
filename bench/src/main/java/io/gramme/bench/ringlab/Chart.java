package io.gramme.bench.ringlab;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A drawing of curves on two axes, as a standing SVG: no script, no font but the reader's own.
 *
 * @param title above the drawing
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn, the last one on top
 */
record Chart(String title, Axis x, Axis y, List<Series> series) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 470;
  private static final int LEFT = 70;
  private static final int RIGHT = 190;
  private static final int TOP = 46;
  private static final int BOTTOM = 60;

  /** Colours that differ in lightness too (Okabe and Ito's palette). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#333333");

  /** Copies the series. */
  Chart {
    series = List.copyOf(series);
  }

  /**
   * An axis.
   *
   * @param label what it measures, with its unit
   * @param from its lowest value, above 0 where it is logarithmic
   * @param to its highest value
   * @param logarithmic whether equal distances are equal ratios
   * @param ticks where it is labelled
   */
  record Axis(String label, double from, double to, boolean logarithmic, List<Double> ticks) {

    /** Where a value lies between the axis' ends: 0 to 1. */
    double part(double value) {
      if (!logarithmic) return (value - from) / (to - from);
      return Math.log(value / from) / Math.log(to / from);
    }
  }

  /** How a curve is drawn. */
  enum Form {
    /** A line through all points. */
    LINE,
    /** The same with gaps, through which a curve below shows. */
    DASHES,
    /** A ring around each point. */
    MARKS
  }

  /**
   * A curve as drawn.
   *
   * @param legend its name in the legend
   * @param curve the points
   * @param form line, dashes or marks
   * @param colour its number in the palette, from 0
   */
  record Series(String legend, Curve curve, Form form, int colour) {}

  /** The whole file. */
  String svg() {
    StringBuilder out = new StringBuilder();
    line(out, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'", WIDTH, HEIGHT);
    line(out, "  width='%d' height='%d' font-family='sans-serif' font-size='12'>", WIDTH, HEIGHT);
    line(out, "<rect width='%d' height='%d' fill='#ffffff'/>", WIDTH, HEIGHT);
    text(out, LEFT, TOP - 20, "start' font-size='15", title);
    axes(out);
    for (Series one : series) draw(out, one);
    legend(out);
    return out.append("</svg>\n").toString();
  }

  private void axes(StringBuilder out) {
    for (double tick : x.ticks()) {
      rule(out, left(tick), TOP, left(tick), HEIGHT - BOTTOM);
      text(out, left(tick), HEIGHT - BOTTOM + 18, "middle", number(tick));
    }
    for (double tick : y.ticks()) {
      rule(out, LEFT, top(tick), WIDTH - RIGHT, top(tick));
      text(out, LEFT - 8, top(tick) + 4, "end", number(tick));
    }
    line(
        out,
        "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#555555'/>",
        LEFT,
        TOP,
        WIDTH - LEFT - RIGHT,
        HEIGHT - TOP - BOTTOM);
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    text(out, middle, HEIGHT - 16, "middle", x.label());
    String turned = String.format(Locale.ROOT, "middle' transform='rotate(-90 18 %d)", HEIGHT / 2);
    text(out, 18, HEIGHT / 2.0, turned, y.label());
  }

  private void draw(StringBuilder out, Series one) {
    String colour = COLOURS.get(one.colour());
    if (one.form() != Form.MARKS) {
      StringBuilder points = new StringBuilder();
      for (Map.Entry<Double, Double> point : one.curve().points().entrySet()) {
        points.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", left(point.getKey()), top(point.getValue())));
      }
      line(
          out,
          "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'%s/>",
          points.toString().trim(),
          colour,
          dashes(one));
      return;
    }
    for (Map.Entry<Double, Double> point : one.curve().points().entrySet()) {
      mark(out, left(point.getKey()), top(point.getValue()), colour);
    }
  }

  private void legend(StringBuilder out) {
    int left = WIDTH - RIGHT + 16;
    int top = TOP + 12;
    for (Series one : series) {
      String colour = COLOURS.get(one.colour());
      if (one.form() == Form.MARKS) mark(out, left + 11, top - 4, colour);
      else
        line(
            out,
            "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='2'%s/>",
            left,
            top - 4,
            left + 22,
            top - 4,
            colour,
            dashes(one));
      text(out, left + 30, top, "start", one.legend());
      top += 20;
    }
  }

  private static String dashes(Series one) {
    return one.form() == Form.DASHES ? " stroke-dasharray='6 6'" : "";
  }

  private double left(double value) {
    return LEFT + x.part(value) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double value) {
    return HEIGHT - BOTTOM - y.part(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void rule(StringBuilder out, double x1, double y1, double x2, double y2) {
    line(out, "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#dddddd'/>", x1, y1, x2, y2);
  }

  private static void mark(StringBuilder out, double x, double y, String colour) {
    line(
        out,
        "<circle cx='%.1f' cy='%.1f' r='4' fill='#ffffff' stroke='%s' stroke-width='1.5'/>",
        x,
        y,
        colour);
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String words) {
    line(out, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, escaped(words));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.valueOf(value);
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

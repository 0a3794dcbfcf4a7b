package io.gramme.bench.orders;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * How many items of an invoice, at which mean price.
 *
 * @param quantity items, negative in a cancellation
 * @param price pounds for one item; held without trailing zeros, so that equal prices are equal
 */
public record CartLine(long quantity, BigDecimal price) implements Comparable<CartLine> {

  private static final Comparator<CartLine> ORDER =
      Comparator.comparingLong(CartLine::quantity).thenComparing(CartLine::price);

  public CartLine {
    price = price.stripTrailingZeros();
    if (price.scale() < 0) price = price.setScale(0);
  }

  /** By quantity, then by price: an order for merging, with no meaning of its own. */
  @Override
  public int compareTo(CartLine other) {
    return ORDER.compare(this, other);
  }
}

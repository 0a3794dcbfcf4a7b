package io.gramme.bench.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Invoices in the order of the file, each number once.
 *
 * <p>A few invoices have two rows, because their entry straddled a minute: same customer, the dates
 * one minute apart. An object is stored once under its key, so the rows are joined into one
 * invoice; to let the later row win would lose the items of the earlier.
 *
 * @param all no two of the same number
 */
public record Invoices(List<Invoice> all) {

  private static final String HEADER =
      "InvoiceNo,InvoiceDate,CustomerID,Country,Quantity,UnitPrice";
  private static final String BUNDLED = "online-retail-invoices.csv";

  public Invoices {
    all = List.copyOf(all);
  }

  /** The real ones, which come with this module (see the README beside them). */
  public static Invoices bundled() {
    try (InputStream file = Invoices.class.getResourceAsStream(BUNDLED);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return parse(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a header line and a row per line.
   *
   * @throws IllegalArgumentException if the header or a row is not one of invoices
   */
  public static Invoices parse(List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("the first line is not " + HEADER);
    }
    Map<String, Invoice> byNumber = new LinkedHashMap<>();
    for (String row : lines.subList(1, lines.size())) {
      Invoice invoice = Invoice.parse(row);
      byNumber.merge(invoice.number(), invoice, Invoice::join);
    }
    return new Invoices(List.copyOf(byNumber.values()));
  }

  /** The first {@code limit} of them, or all if there are not so many. */
  public Invoices first(int limit) {
    return new Invoices(all.subList(0, Math.min(limit, all.size())));
  }

  /** How many. */
  public int size() {
    return all.size();
  }

  /** The cart of every customer who bought under a name, by customer. */
  public SortedMap<String, Cart> carts() {
    SortedMap<String, SortedMap<String, CartLine>> lines = new TreeMap<>();
    for (Invoice invoice : all) {
      invoice
          .buyer()
          .ifPresent(
              buyer ->
                  lines
                      .computeIfAbsent(buyer, any -> new TreeMap<>())
                      .put(invoice.number(), invoice.line()));
    }
    SortedMap<String, Cart> carts = new TreeMap<>();
    lines.forEach((buyer, cart) -> carts.put(buyer, new Cart(cart)));
    return carts;
  }
}

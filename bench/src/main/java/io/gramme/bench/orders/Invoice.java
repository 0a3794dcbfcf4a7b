package io.gramme.bench.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * One sale of the shop, or its cancellation.
 *
 * @param number what identifies it: six digits, a letter before them if it is no plain sale
 * @param date as the shop wrote it, month first: {@code 12/1/2010 8:26}
 * @param customer who bought, empty for an anonymous sale
 * @param line how many items at which mean price
 */
public record Invoice(String number, String date, String customer, String country, CartLine line) {

  /** The shop's word for nobody. */
  private static final String ANONYMOUS = "(blank)";

  private static final int FIELDS = 6;

  public Invoice {
    if (number.isEmpty()) throw new IllegalArgumentException("an invoice without a number");
  }

  /**
   * Reads a row {@code InvoiceNo,InvoiceDate,CustomerID,Country,Quantity,UnitPrice}.
   *
   * @throws IllegalArgumentException if it is not such a row
   */
  public static Invoice parse(String row) {
    var fields = CsvLine.parse(row).fields();
    if (fields.size() != FIELDS) throw new IllegalArgumentException("not an invoice: " + row);
    String customer = fields.get(2).equals(ANONYMOUS) ? "" : fields.get(2);
    CartLine line = new CartLine(Long.parseLong(fields.get(4)), new BigDecimal(fields.get(5)));
    return new Invoice(fields.get(0), fields.get(1), customer, fields.get(3), line);
  }

  /** Who bought; nobody if the sale was anonymous. */
  public Optional<String> buyer() {
    return customer.isEmpty() ? Optional.empty() : Optional.of(customer);
  }

  /**
   * This invoice and a later row of the same number: the earlier date, all items, and the mean of
   * the prices weighted by items.
   */
  Invoice join(Invoice later) {
    long here = Math.abs(line.quantity());
    long there = Math.abs(later.line.quantity());
    BigDecimal worth =
        line.price()
            .multiply(BigDecimal.valueOf(here))
            .add(later.line.price().multiply(BigDecimal.valueOf(there)));
    BigDecimal price =
        here + there == 0
            ? line.price()
            : worth.divide(BigDecimal.valueOf(here + there), 4, RoundingMode.HALF_EVEN);
    CartLine joined = new CartLine(line.quantity() + later.line.quantity(), price);
    return new Invoice(number, date, customer, country, joined);
  }

  /** The JSON object that stands in the store; the same text for the same invoice, always. */
  public String json() {
    ObjectNode object = JsonText.newObject();
    object.put("invoice", number).put("date", date);
    buyer().ifPresent(buyer -> object.put("customer", buyer));
    object.put("country", country).put("quantity", line.quantity()).put("price", line.price());
    return JsonText.of(object).text();
  }
}

package io.gramme.bench.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a customer has ordered: the shopping cart of the Dynamo paper (§4.4), where two versions
 * that did not know of each other are merged by keeping what either holds.
 *
 * <p>Merging is commutative, associative and idempotent: whoever merges the same siblings, in any
 * order and however often, writes the same cart.
 *
 * @param lines by invoice number
 */
public record Cart(SortedMap<String, CartLine> lines) {

  /** A cart that nothing was put into. */
  public static final Cart EMPTY = new Cart(Collections.emptySortedMap());

  public Cart {
    lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
  }

  /** This cart and the items of one more invoice. */
  public Cart with(Invoice invoice) {
    return merge(new Cart(new TreeMap<>(Map.of(invoice.number(), invoice.line()))));
  }

  /**
   * Everything that is in either. Should they disagree about an invoice, the greater line stays:
   * some rule is needed that does not depend on who is asked.
   */
  public Cart merge(Cart other) {
    SortedMap<String, CartLine> all = new TreeMap<>(lines);
    other.lines.forEach(
        (number, line) -> all.merge(number, line, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    return new Cart(all);
  }

  /** Whether every line of {@code other} is in this cart, unchanged. */
  public boolean holds(Cart other) {
    return lines.entrySet().containsAll(other.lines.entrySet());
  }

  /** The lines of this cart that are not, or not the same, in {@code other}. */
  public Cart without(Cart other) {
    SortedMap<String, CartLine> rest = new TreeMap<>(lines);
    rest.entrySet().removeAll(other.lines.entrySet());
    return new Cart(rest);
  }

  /** Whether nothing is in it. */
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The JSON object that stands in the store; equal carts have the same text. */
  public String json() {
    ObjectNode invoices = JsonText.newObject();
    lines.forEach(
        (number, line) ->
            invoices.putObject(number).put("quantity", line.quantity()).put("price", line.price()));
    ObjectNode cart = JsonText.newObject();
    cart.set("invoices", invoices);
    return JsonText.of(cart).text();
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws MalformedCartException if the text is anything else
   */
  public static Cart parse(String json) throws MalformedCartException {
    JsonNode invoices = new JsonText(json).tree().path("invoices");
    if (!invoices.isObject()) throw new MalformedCartException("no \"invoices\" in it");
    SortedMap<String, CartLine> lines = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : invoices.properties()) {
      JsonNode quantity = entry.getValue().path("quantity");
      JsonNode price = entry.getValue().path("price");
      if (!quantity.canConvertToLong() || !quantity.isIntegralNumber() || !price.isNumber()) {
        throw new MalformedCartException("invoice " + entry.getKey() + " has no quantity or price");
      }
      lines.put(entry.getKey(), new CartLine(quantity.longValue(), price.decimalValue()));
    }
    return new Cart(lines);
  }
}

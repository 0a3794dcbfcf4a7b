package io.gramme.bench;

import io.gramme.bench.http.Found;
import io.gramme.bench.http.Node;
import io.gramme.bench.http.OperationFailedException;
import io.gramme.bench.orders.Cart;
import io.gramme.bench.orders.Invoice;
import io.gramme.bench.orders.MalformedCartException;
import java.util.List;
import java.util.Map;

/**
 * Reads back from a node what must be there, and takes note of every difference.
 *
 * <p>A cart must hold all that this run put into it. It may hold more: an earlier run may have
 * loaded more invoices, so any of the customer's real ones is right, and nothing else is.
 */
final class Audit {

  private static final int QUOTED = 300;

  private final Shop shop;
  private final Map<String, Cart> required;
  private final Map<String, Cart> possible;
  private final Latencies gets = new Latencies("gets");
  private final Problems mismatches;

  Audit(Shop shop, Map<String, Cart> required, Map<String, Cart> possible, Problems mismatches) {
    this.shop = shop;
    this.required = required;
    this.possible = possible;
    this.mismatches = mismatches;
  }

  Latencies gets() {
    return gets;
  }

  void checkOrder(Node node, Invoice invoice)
      throws OperationFailedException, InterruptedException {
    long began = System.nanoTime();
    Found found = shop.order(node, invoice);
    gets.since(began);
    if (!found.values().equals(List.of(invoice.json()))) {
      differs("order " + invoice.number(), node, invoice.json(), found.values().toString());
    }
  }

  void checkCart(Node node, String customer) throws OperationFailedException, InterruptedException {
    long began = System.nanoTime();
    Found found = shop.cart(node, customer);
    gets.since(began);
    if (found.hasSiblings()) {
      // A write that was given up may arrive late, as a sibling; one merger must be the end of it.
      shop.settle(customer);
      found = shop.cart(node, customer);
    }
    Cart must = required.get(customer);
    String what = "cart of " + customer;
    if (found.versions() != 1) {
      differs(what, node, "one version", found.versions() + " versions: " + found.values());
      return;
    }
    try {
      Cart cart = Cart.parse(found.values().get(0));
      if (!cart.holds(must)) differs(what, node, must.without(cart).json(), "none of these");
      Cart foreign = cart.without(possible.get(customer));
      if (!foreign.isEmpty()) differs(what, node, "nothing of another", foreign.json());
    } catch (MalformedCartException e) {
      differs(what, node, must.json(), e.getMessage());
    }
  }

  private void differs(String what, Node node, String expected, String actual) {
    mismatches.add(
        "%s at %s%n    expected %s%n    actual   %s"
            .formatted(what, node, quote(expected), quote(actual)));
  }

  private static String quote(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
  }
}

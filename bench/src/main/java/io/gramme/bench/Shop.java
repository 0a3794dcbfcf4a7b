package io.gramme.bench;

import io.gramme.bench.http.Found;
import io.gramme.bench.http.Node;
import io.gramme.bench.http.OperationFailedException;
import io.gramme.bench.http.StoreClient;
import io.gramme.bench.orders.Cart;
import io.gramme.bench.orders.Invoice;
import io.gramme.bench.orders.MalformedCartException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A shop that keeps its orders and carts in the store, as the Dynamo paper has it (§4.4): orders
 * are written blindly, carts are read, merged and written back with the context of the read.
 *
 * <p>Every write may be repeated without harm: an order is always the same text, and a cart only
 * grows.
 */
final class Shop {

  private static final String ORDERS = "/buckets/orders/keys/";
  private static final String CARTS = "/types/siblings/buckets/carts/keys/";

  private final StoreClient store;
  private final Latencies puts = new Latencies("order puts");
  private final Latencies updates = new Latencies("cart updates");
  private final LongAdder siblingsSeen = new LongAdder();

  Shop(StoreClient store) {
    this.store = store;
  }

  Latencies puts() {
    return puts;
  }

  Latencies updates() {
    return updates;
  }

  /** How often a cart was found with siblings. */
  long siblingsSeen() {
    return siblingsSeen.sum();
  }

  /** Stores an invoice, and puts it into its buyer's cart if it has one. */
  void take(Invoice invoice) throws OperationFailedException, InterruptedException {
    long began = System.nanoTime();
    store.put(ORDERS + invoice.number(), invoice.json(), "");
    puts.since(began);
    if (invoice.buyer().isPresent()) {
      update(invoice.buyer().orElseThrow(), Cart.EMPTY.with(invoice));
    }
  }

  /** Writes the merger of a cart's siblings, if it has any, so that one version is left. */
  void settle(String customer) throws OperationFailedException, InterruptedException {
    String path = CARTS + customer;
    Found found = store.get(path);
    if (!found.hasSiblings()) return;
    siblingsSeen.increment();
    store.put(path, merged(customer, found).json(), found.context());
  }

  /** What a node says that an order is. */
  Found order(Node node, Invoice invoice) throws OperationFailedException, InterruptedException {
    return store.get(node, ORDERS + invoice.number());
  }

  /** What a node says that is in a cart. */
  Found cart(Node node, String customer) throws OperationFailedException, InterruptedException {
    return store.get(node, CARTS + customer);
  }

  private void update(String customer, Cart news)
      throws OperationFailedException, InterruptedException {
    long began = System.nanoTime();
    String path = CARTS + customer;
    Found found = store.get(path);
    if (found.hasSiblings()) siblingsSeen.increment();
    store.put(path, merged(customer, found).merge(news).json(), found.context());
    updates.since(began);
  }

  private static Cart merged(String customer, Found found) throws OperationFailedException {
    try {
      Cart cart = Cart.EMPTY;
      for (String sibling : found.values()) cart = cart.merge(Cart.parse(sibling));
      return cart;
    } catch (MalformedCartException e) {
      throw new OperationFailedException("cart of " + customer + ": " + e.getMessage());
    }
  }
}

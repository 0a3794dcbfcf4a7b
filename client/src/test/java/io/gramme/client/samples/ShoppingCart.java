package io.gramme.client.samples;

import io.gramme.client.Bucket;
import io.gramme.client.BucketName;
import io.gramme.client.Codec;
import io.gramme.client.GrammeClient;
import io.gramme.client.Resolver;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shopping cart of the Dynamo paper (§4.4): what is added to a cart is never lost, whoever else
 * changes it at the same time; what is taken out may come back.
 *
 * @param pieces of each article, 1 or more
 */
public record ShoppingCart(SortedMap<String, Integer> pieces) {

  /** A cart with nothing in it. */
  public static final ShoppingCart EMPTY = new ShoppingCart(Collections.emptySortedMap());

  /** Copies the map. */
  public ShoppingCart {
    pieces = Collections.unmodifiableSortedMap(new TreeMap<>(pieces));
  }

  /** The carts of a cluster, in a bucket that keeps siblings. */
  public static Bucket<ShoppingCart> bucket(GrammeClient client) {
    return client
        .bucket(BucketName.of("carts").inType("siblings"), Codec.json(ShoppingCart.class))
        .resolving(Resolver.merging(ShoppingCart::union));
  }

  /** This with one piece more of an article. */
  public ShoppingCart plus(String article) {
    SortedMap<String, Integer> more = new TreeMap<>(pieces);
    more.merge(article, 1, Integer::sum);
    return new ShoppingCart(more);
  }

  /** This without an article. */
  public ShoppingCart minus(String article) {
    SortedMap<String, Integer> fewer = new TreeMap<>(pieces);
    fewer.remove(article);
    return new ShoppingCart(fewer);
  }

  /** The merge: of each article the larger number, in whatever order carts are merged. */
  public ShoppingCart union(ShoppingCart other) {
    SortedMap<String, Integer> all = new TreeMap<>(pieces);
    other.pieces.forEach((article, count) -> all.merge(article, count, Math::max));
    return new ShoppingCart(all);
  }

  /** Puts two articles into a cart, twice at the same time, and prints what is in it then. */
  public static void main(String[] addresses) {
    try (GrammeClient client = GrammeClient.connect(addresses)) {
      System.out.println(tour(client));
    }
  }

  /** What {@link #main} does; gives the cart at its end. */
  static ShoppingCart tour(GrammeClient client) {
    Bucket<ShoppingCart> carts = bucket(client);
    carts.update("ann", EMPTY, cart -> cart.plus("bread"));

    // The phone and the laptop read the same cart, and neither sees what the other writes.
    var onPhone = carts.get("ann");
    var onLaptop = carts.get("ann");
    carts.put("ann", onPhone.value().orElse(EMPTY).plus("milk"), onPhone.context());
    carts.put("ann", onLaptop.value().orElse(EMPTY).plus("eggs"), onLaptop.context());

    // Two siblings now, of which the resolver makes one; the next update writes it back.
    return carts.update("ann", EMPTY, cart -> cart.plus("bread"));
  }
}

package io.gramme.storage;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Mint;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Tombstone;
import io.gramme.model.Value;

/** Keys and records to store: records are equal if and only if their numbers are. */
final class Cart {

  static final Key CART = Key.of("shop", "cart");
  static final NodeId ANN = new NodeId("ann");

  private Cart() {}

  static Key key(int number) {
    return Key.of("shop", String.format("cart%06d", number));
  }

  static LocalRecord holding(int number) {
    return holding(number, "item " + number);
  }

  static LocalRecord holding(int number, String text) {
    return made(number, Value.text(text), 3);
  }

  /** A record of another number of replicas than 3. */
  static LocalRecord holding(int number, int replicas) {
    return made(number, Value.text("item " + number), replicas);
  }

  /** A record of a tombstone of so many milliseconds. */
  static LocalRecord deleted(int number, int replicas) {
    return made(number, new Tombstone(), replicas);
  }

  private static LocalRecord made(int number, Payload payload, int replicas) {
    Dot dot = new Dot(1, number + 1L);
    Version version = new Version(dot, HybridTime.ofMillis(number), VersionVector.EMPTY, payload);
    return new LocalRecord(
        Siblings.of(version),
        new Mint(7, 1, number + 1L),
        new Terms(replicas, Reconciliation.KEEP_SIBLINGS));
  }
}

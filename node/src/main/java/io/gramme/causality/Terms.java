package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;

/**
 * How a key is kept, as its last writer's bucket would have it. It stands with every record, so
 * that replicas can bring each other up to date without asking what the bucket says now.
 *
 * @param replicas N, from 1 to {@link #MOST_REPLICAS}
 * @param reconciliation what becomes of concurrent versions
 */
public record Terms(int replicas, Reconciliation reconciliation) {

  /** As many replicas as one key may ever have. */
  public static final int MOST_REPLICAS = 100;

  /** What is said of a key that nobody has written: nothing that {@link #or} would keep. */
  public static final Terms NONE = new Terms(1, Reconciliation.LAST_WRITE_WINS);

  public Terms {
    if (replicas < 1 || replicas > MOST_REPLICAS)
      throw new IllegalArgumentException(replicas + " replicas");
  }

  /**
   * What holds where two replicas say different things and no writer is there to ask: the more
   * cautious of both, so that nothing is dropped. Commutative, associative and idempotent.
   */
  public Terms or(Terms other) {
    boolean keeps =
        reconciliation == Reconciliation.KEEP_SIBLINGS
            || other.reconciliation == Reconciliation.KEEP_SIBLINGS;
    return new Terms(
        Math.max(replicas, other.replicas),
        keeps ? Reconciliation.KEEP_SIBLINGS : Reconciliation.LAST_WRITE_WINS);
  }

  public void writeTo(ByteWriter out) {
    out.writeByte(replicas).writeByte(reconciliation.ordinal());
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws MalformedBytesException if it did not write this
   */
  public static Terms readFrom(ByteReader in) {
    int replicas = in.readByte();
    int choice = in.readByte();
    if (replicas == 0 || replicas > MOST_REPLICAS || choice >= Reconciliation.values().length)
      throw new MalformedBytesException("terms of " + replicas + " replicas, choice " + choice);
    return new Terms(replicas, Reconciliation.values()[choice]);
  }
}

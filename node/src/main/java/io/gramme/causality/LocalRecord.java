package io.gramme.causality;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.codec.MalformedBytesException;
import io.gramme.model.Payload;
import java.util.function.LongSupplier;

/**
 * What one vnode keeps under a key: the siblings and their terms, which it shares, and its mint,
 * which it does not.
 *
 * @param siblings equal on all replicas once they have heard the same
 * @param mint this vnode's alone; {@link Mint#NONE} until it coordinates a write
 * @param terms how the key is kept; {@link Terms#NONE} until somebody writes it
 */
public record LocalRecord(Siblings siblings, Mint mint, Terms terms) {

  public static final LocalRecord NONE = new LocalRecord(Siblings.NONE, Mint.NONE, Terms.NONE);

  private static final int FORMAT = 2;
  private static final int LEAST_BUFFER_BYTES = 512;

  /**
   * One write, as the vnode that coordinates it is asked to make it.
   *
   * @param seen what the writer had seen; empty for a blind write
   * @param payload what to write
   * @param time the coordinating node's clock, later than any before
   * @param vectorLimit the most entries that the new version's past may have, at least 1
   */
  public record Write(VersionVector seen, Payload payload, HybridTime time, int vectorLimit) {}

  /**
   * The outcome of a write.
   *
   * @param record what the vnode must now store
   * @param version what was made
   * @param pruned how many entries were dropped from its past
   */
  public record Written(LocalRecord record, Version version, int pruned) {}

  /**
   * Makes a new version and merges it in.
   *
   * <p>Goes on counting as the actor that this record names, unless that was minted by another
   * incarnation, or somebody has seen it count further than it remembers: then it has forgotten
   * something, and only a new actor is sure not to use a dot twice.
   *
   * <p>The version's time is later than that of everything its writer had seen, whatever the clocks
   * say. So the order of times extends the order of causes, and where the last write wins, nobody
   * can prefer an overwritten version to the one that overwrote it.
   *
   * @param incarnation of the store now
   * @param freshActors where a new actor comes from when one is needed
   */
  public Written write(Write write, long incarnation, LongSupplier freshActors) {
    Mint current =
        remembersAll(write.seen(), incarnation)
            ? mint
            : new Mint(incarnation, freshActors.getAsLong(), 0);
    Dot dot = current.nextDot();
    HybridTime time = HybridTime.latest(write.time(), latestKnown(write.seen()).next());
    VersionVector past = write.seen().pruned(write.vectorLimit());
    Version version = new Version(dot, time, past, write.payload());
    LocalRecord record =
        new LocalRecord(
            siblings.merge(Siblings.of(version)),
            new Mint(incarnation, dot.actor(), dot.counter()),
            terms);
    return new Written(record, version, write.seen().size() - past.size());
  }

  private HybridTime latestKnown(VersionVector seen) {
    return HybridTime.latest(siblings.latestTime(), seen.latestTime());
  }

  private boolean remembersAll(VersionVector seen, long incarnation) {
    return mint.counter() > 0
        && mint.incarnation() == incarnation
        && seen.counterOf(mint.actor()) <= mint.counter()
        && siblings.seen().counterOf(mint.actor()) <= mint.counter();
  }

  /** Takes in what another replica holds. */
  public LocalRecord merge(Siblings others) {
    Siblings merged = siblings.merge(others);
    return merged == siblings ? this : new LocalRecord(merged, mint, terms);
  }

  /** The same with only the newest sibling, for keys whose last write wins. */
  public LocalRecord newestOnly() {
    Siblings newest = siblings.newest();
    return newest == siblings ? this : new LocalRecord(newest, mint, terms);
  }

  /** The same on other terms. */
  public LocalRecord on(Terms others) {
    return terms.equals(others) ? this : new LocalRecord(siblings, mint, others);
  }

  /** The disk format: a format number, the mint, the terms, the siblings. */
  public byte[] toBytes() {
    ByteWriter out = ByteWriter.growing(LEAST_BUFFER_BYTES + (int) siblings.dataBytes());
    out.writeByte(FORMAT);
    mint.writeTo(out);
    terms.writeTo(out);
    siblings.writeTo(out);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws MalformedBytesException if it did not make this
   */
  public static LocalRecord fromBytes(byte[] bytes) {
    ByteReader in = ByteReader.of(bytes);
    int format = in.readByte();
    if (format != FORMAT)
      throw new MalformedBytesException(
          "a record of format " + format + "; this version reads format " + FORMAT);
    Mint mint = Mint.readFrom(in);
    Terms terms = Terms.readFrom(in);
    Siblings siblings = Siblings.readFrom(in);
    in.expectEnd();
    return new LocalRecord(siblings, mint, terms);
  }
}

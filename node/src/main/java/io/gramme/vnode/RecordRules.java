package io.gramme.vnode;

import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.model.Payload;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.function.LongSupplier;

/**
 * What a vnode decides about a record: pure, so that tests and simulations can run it without
 * disks.
 *
 * @param vectorLimit the most entries of a version's past
 * @param siblingLimit the most siblings that a write may leave
 * @param objectBytesLimit the most bytes of values that a write may leave in one object
 */
public record RecordRules(int vectorLimit, int siblingLimit, long objectBytesLimit) {

  public RecordRules {
    if (vectorLimit < 1 || siblingLimit < 1 || objectBytesLimit < 1)
      throw new IllegalArgumentException("limits below 1");
  }

  /** What a change comes to. */
  public sealed interface Change {

    /**
     * The record to be stored.
     *
     * @param discarded versions that lost to a later write although nobody had seen them
     * @param pruned entries dropped from the new version's past
     */
    record Store(LocalRecord record, int discarded, int pruned) implements Change {}

    record Refuse(Reason why) implements Change {}
  }

  /** Makes a new version, as the replica that coordinates a write. */
  public Change make(
      LocalRecord record, VersionVector seen, Payload payload, Terms terms, Stamp stamp) {
    var written =
        record.write(
            new LocalRecord.Write(seen, payload, stamp.time(), vectorLimit),
            stamp.incarnation(),
            stamp.freshActors());
    LocalRecord settled = settle(written.record().on(terms));
    Siblings before = record.siblings();
    Siblings after = settled.siblings();
    if (after.size() > siblingLimit && after.size() > before.size())
      return new Change.Refuse(Reason.TOO_MANY_SIBLINGS);
    if (after.size() > 1
        && after.dataBytes() > objectBytesLimit
        && after.dataBytes() > before.dataBytes())
      return new Change.Refuse(Reason.OBJECT_TOO_LARGE);
    int discarded = written.record().siblings().size() - settled.siblings().size();
    return new Change.Store(settled, discarded, written.pruned());
  }

  /**
   * Takes in what another replica holds; never refused for its size, since it is stored there. A
   * record that holds all of it already is stored again: the earlier write may still be on its way
   * to the disk, and an acknowledgement must be as good as its word.
   *
   * <p>A writer says on what terms the key is kept from now on; anybody else has only heard of it.
   */
  public Change merge(LocalRecord record, Siblings siblings, Terms terms, Occasion occasion) {
    Terms agreed = occasion == Occasion.WRITE ? terms : record.terms().or(terms);
    LocalRecord merged = record.merge(siblings).on(agreed);
    LocalRecord settled = settle(merged);
    return new Change.Store(settled, merged.siblings().size() - settled.siblings().size(), 0);
  }

  /**
   * What makes a new version one of a kind.
   *
   * @param time the node's clock
   * @param incarnation of the store now
   * @param freshActors 64 random bits each
   */
  public record Stamp(HybridTime time, long incarnation, LongSupplier freshActors) {}

  private static LocalRecord settle(LocalRecord record) {
    return record.terms().reconciliation() == Reconciliation.LAST_WRITE_WINS
        ? record.newestOnly()
        : record;
  }
}

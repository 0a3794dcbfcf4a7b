package io.gramme.handoff;

import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.handoff.OwedPlan.Range;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.model.Value;
import io.gramme.ring.Ring;
import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the keeper of hints decides about one of them (Dynamo §4.6): pure, so that tests and
 * simulations can run it without disks.
 *
 * @param settings its bounds
 * @param records what a replica decides about a record; a hint is one, kept elsewhere
 */
public record HintRules(HintSettings settings, RecordRules records) {

  /** Counted for a hint, and for each version in it, beside names, values and pasts. */
  private static final long BYTES_OF_FRAME = 64;

  private static final long BYTES_OF_PAST_ENTRY = 18;

  /**
   * Whom a node can tell something now.
   *
   * @param ring who keeps what
   * @param reachable by this node's own opinion; the node itself is among them
   */
  public record Sight(Ring ring, Set<NodeId> reachable) {

    public Sight {
      reachable = Set.copyOf(reachable);
    }

    boolean reaches(NodeId node) {
      return reachable.contains(node);
    }
  }

  /**
   * Who gets a hint.
   *
   * @param node a primary of its partition
   * @param leavesDebt whether the home, a replica like the recipient, still lacks it afterwards
   */
  public record Recipient(NodeId node, boolean leavesDebt) {}

  /** What a change of a hint comes to. */
  public sealed interface Decision {

    /**
     * The hint to be stored.
     *
     * @param change what it means for the record in it
     */
    record Store(Hint hint, RecordRules.Change.Store change) implements Decision {}

    record Refuse(Reason why) implements Decision {}
  }

  /** What is there where no hint is kept. */
  public static Hint nothing(long nowMillis) {
    return new Hint(LocalRecord.NONE, nowMillis);
  }

  /**
   * Takes in siblings for the home. The hint says how the key is kept as cautiously as anybody said
   * it: the home's own record is not here to be asked.
   *
   * @param before the hint that is there, or {@link #nothing}
   * @param nowMillis the wall clock
   */
  public Decision keep(Hint before, Siblings siblings, Terms terms, long nowMillis) {
    var change = records.merge(before.record(), siblings, terms, Occasion.HANDOFF);
    return decided(before, change, nowMillis);
  }

  /**
   * Makes a new version in the place of the home. Refused where it would leave too many siblings or
   * too large an object in the hint.
   *
   * @param before the hint that is there, or {@link #nothing}
   * @param nowMillis the wall clock
   */
  public Decision make(
      Hint before, VersionVector seen, Payload payload, Terms terms, Stamp stamp, long nowMillis) {
    var change = records.make(before.record(), seen, payload, terms, stamp);
    return decided(before, change, nowMillis);
  }

  private static Decision decided(Hint before, RecordRules.Change change, long nowMillis) {
    if (change instanceof RecordRules.Change.Refuse refused)
      return new Decision.Refuse(refused.why());
    var stored = (RecordRules.Change.Store) change;
    long since = Math.min(before.sinceMillis(), nowMillis);
    return new Decision.Store(new Hint(stored.record(), since), stored);
  }

  /**
   * Who gets a hint now, if anybody: its home; or, when the hint is old or does not belong to the
   * home any more, the first other replica that can be reached.
   *
   * @param nowMillis the wall clock
   */
  public Optional<Recipient> recipient(
      NodeId home, Place place, Hint hint, Sight sight, long nowMillis) {
    Ring ring = sight.ring();
    if (place.partition() >= ring.partitions()) return Optional.empty();
    int replicas = hint.record().terms().replicas();
    boolean belongs =
        ring.participants().contains(home) && ring.isPrimary(home, place.partition(), replicas);
    if (belongs && sight.reaches(home)) return Optional.of(new Recipient(home, false));
    if (belongs && !isOld(hint.sinceMillis(), nowMillis)) return Optional.empty();
    return ring.keepers(place.partition(), replicas).stream()
        .filter(node -> !node.equals(home) && sight.reaches(node))
        .findFirst()
        .map(node -> new Recipient(node, belongs));
  }

  /**
   * Whether it may be worth while to look through the hints of a home.
   *
   * @param oldestMillis no hint of the home has been kept since before that
   * @param nowMillis the wall clock
   */
  public boolean mayDeliver(NodeId home, long oldestMillis, Sight sight, long nowMillis) {
    return sight.reaches(home) || !takesPart(home, sight) || isOld(oldestMillis, nowMillis);
  }

  private static boolean takesPart(NodeId home, Sight sight) {
    return sight.ring().participants().contains(home);
  }

  /**
   * Whether a hint that a replica has confirmed may go: nothing was added to it since it was sent.
   *
   * @param sent what the replica has confirmed
   * @param now what is kept
   */
  public static boolean isConfirmed(Hint sent, Hint now) {
    return sent.record().siblings().hasSameVersionsAs(now.record().siblings())
        && sent.record().terms().equals(now.record().terms());
  }

  /**
   * What is missed by the loss of a hint that cannot be read: the partition that its place names
   * or, where that cannot be told, any; by its home or, if that is no member any more, by the first
   * replica, which has what there is of it elsewhere once it was compared with the others.
   *
   * @return at least one range
   */
  static List<Range> missing(DamagedHint hint, Ring ring) {
    OptionalInt told = hint.partition();
    boolean isTold = told.isPresent() && told.getAsInt() < ring.partitions();
    IntStream partitions =
        isTold ? IntStream.of(told.getAsInt()) : IntStream.range(0, ring.partitions());
    return partitions
        .mapToObj(
            partition ->
                ring.participants().contains(hint.home())
                    ? new Range(hint.home(), partition)
                    : new Range(ring.preferenceList(partition).get(0), partition))
        .toList();
  }

  private boolean isOld(long sinceMillis, long nowMillis) {
    return nowMillis - sinceMillis > settings.maxAge().toMillis();
  }

  /**
   * The bytes that a hint is counted for: names, values and what goes with them, about as many as
   * it takes on the disk. Always the same for the same hint, so that what is given back is what was
   * taken; at least 1.
   */
  public static long bytesOf(Key key, Hint hint) {
    long bytes = BYTES_OF_FRAME + key.bucket().name().size() + key.name().size();
    for (Version version : hint.record().siblings().versions()) {
      bytes += BYTES_OF_FRAME + BYTES_OF_PAST_ENTRY * version.past().size();
      if (version.payload() instanceof Value value) bytes += bytesOf(value);
    }
    return bytes;
  }

  private static long bytesOf(Value value) {
    long bytes = value.data().size() + value.contentType().length();
    for (Value.Attribute attribute : value.attributes()) {
      bytes += attribute.name().length() + attribute.text().length();
    }
    return bytes;
  }
}

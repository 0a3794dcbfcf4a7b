package io.gramme.handoff;

import io.gramme.handoff.HintRules.Decision;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.stats.NodeStats.Counter;
import io.gramme.storage.DamagedHint;
import io.gramme.storage.HintStore.Hint;
import io.gramme.storage.StorageClosedException;
import io.gramme.storage.StorageFailedException;
import io.gramme.storage.StoreDamagedException;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hints for one home on the disk, with the account of them. Lives in the buffer of the home and
 * in its turns, but for the writer of the disk, which answers whoever asked for a write.
 */
final class HintShelf {

  /** The most hints of which it is found out in one turn what the disk holds. */
  private static final int MOST_REWRITTEN = 64;

  private static final Logger LOG = LoggerFactory.getLogger(HintShelf.class);

  /** Who waits for an answer, and until when. */
  record Asker(long request, long deadlineMillis, ActorRef<VnodeProtocol.Reply> replyTo) {}

  private final HintBuffers.Surroundings node;
  private final NodeId home;
  private final HomeAccount account;
  private final DamagedHints damaged;
  private final ActorRef<HintBuffer.Command> buffer;

  /**
   * @param account outlives this
   * @param debt has it written down that the home is owed what a damaged hint held
   * @param buffer told how writes have ended
   */
  HintShelf(
      HintBuffers.Surroundings node,
      NodeId home,
      HomeAccount account,
      Consumer<DamagedHint> debt,
      ActorRef<HintBuffer.Command> buffer) {
    this.node = node;
    this.home = home;
    this.account = account;
    this.buffer = buffer;
    this.damaged = new DamagedHints(debt, this::removeDamaged);
  }

  /** Those that cannot be read. */
  DamagedHints damaged() {
    return damaged;
  }

  /**
   * Looks through all hints and corrects the account; only while nothing is being written.
   *
   * @return since when there is any, by the wall clock; empty if they could not all be looked
   *     through, and the account holds those that could
   */
  OptionalLong count() {
    HintCensus census = new HintCensus(now());
    boolean isWhole = true;
    try {
      damaged.onSkipped(node.store().forEach(home, census));
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      LOG.error("The hints for {} could not be counted", home, e);
      isWhole = false;
    }
    if (isWhole || !account.isCounted()) account.counted(census);
    damaged.onCounted();
    return isWhole ? OptionalLong.of(census.oldestMillis()) : OptionalLong.empty();
  }

  /**
   * Changes what is kept in a place, and answers who asked for that.
   *
   * @param decide what becomes of the hint that is there
   * @param done the answer once it is stored
   * @return the hint that is being stored, if any is
   */
  Optional<Hint> change(
      Place place,
      Asker asker,
      Durability durability,
      Function<Hint, Decision> decide,
      Function<Hint, VnodeProtocol.Reply> done) {
    if (now() > asker.deadlineMillis() + node.clockToleranceMillis()) {
      node.stats().count(Counter.STALE_DROPPED);
      return refused(asker, Reason.STALE);
    }
    if (account.isInDoubt()) return refused(asker, Reason.STORE_FAILED);
    Optional<Hint> found;
    try {
      found = read(place);
    } catch (StoreDamagedException e) {
      return refused(asker, Reason.RECORD_DAMAGED);
    } catch (StorageFailedException | StorageClosedException e) {
      LOG.warn("A hint could not be read: {}", e.getMessage());
      return refused(asker, Reason.STORE_FAILED);
    }
    Decision decision = decide.apply(found.orElseGet(() -> HintRules.nothing(now())));
    if (decision instanceof Decision.Refuse refused) return refused(asker, refused.why());
    Hint after = ((Decision.Store) decision).hint();
    if (!account.begin(place, bytes(place, found), HintRules.bytesOf(place.key(), after)))
      return refused(asker, Reason.HINTS_FULL);
    put(place, after, durability, new Keeping(place, asker, done.apply(after)));
    return Optional.of(after);
  }

  /** What a read finds; nothing where it cannot be told. */
  Optional<Hint> current(Place place) {
    try {
      return read(place);
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      LOG.warn("A hint could not be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Removes a hint that a replica has confirmed. */
  void remove(Place place) {
    if (account.isInDoubt() || !account.begin(place, bytes(place, current(place)), 0)) return;
    delete(place, new Accounting(place, true));
  }

  /** After failures: writes once more what reads find, so that the disk holds just that. */
  void makeCertain() {
    account.doubtful(MOST_REWRITTEN).forEach(this::makeCertain);
  }

  private void makeCertain(Place place) {
    try {
      Optional<Hint> found = read(place);
      account.rewriting(place, bytes(place, found));
      Accounting ended = new Accounting(place, false);
      found.ifPresentOrElse(
          hint -> put(place, hint, Durability.OS, ended), () -> delete(place, ended));
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      LOG.warn("A hint could not be read: {}", e.getMessage());
    }
  }

  /** Counts again what damaged hints were counted for that have gone since. */
  void recount() {
    if (damaged.isCountWrong() && account.isQuiet()) count();
  }

  private Optional<Hint> read(Place place) {
    try {
      return node.store().get(home, place.partition(), place.key());
    } catch (StoreDamagedException e) {
      LOG.error("A hint is damaged: {}", e.getMessage());
      damaged.onMet(DamagedHint.of(home, place.partition(), place.key()));
      throw e;
    }
  }

  private void put(Place place, Hint hint, Durability durability, WriteListener listener) {
    node.store().put(home, place.partition(), place.key(), hint, durability, listener);
  }

  /**
   * For good: from then on the hint does not keep its partition's tombstones from being forgotten,
   * so no loss of power may bring it back.
   */
  private void delete(Place place, WriteListener listener) {
    node.store().delete(home, place.partition(), place.key(), Durability.SYNC, listener);
  }

  private void removeDamaged(DamagedHint hint) {
    try {
      node.store().remove(hint, new DamageRemoval(hint));
    } catch (StoreDamagedException | StorageFailedException | StorageClosedException e) {
      LOG.warn("A damaged hint could not be removed: {}", e.getMessage());
      buffer.tell(new HintBuffer.DamageRemoved(hint, false));
    }
  }

  /** Answers from the writer's thread: the reply says what happened on disk, and nothing else. */
  private final class Keeping implements WriteListener {

    private final WriteListener accounting;
    private final Asker asker;
    private final VnodeProtocol.Reply done;

    Keeping(Place place, Asker asker, VnodeProtocol.Reply done) {
      this.accounting = new Accounting(place, false);
      this.asker = asker;
      this.done = done;
    }

    @Override
    public void stored() {
      accounting.stored();
      node.stats().count(Counter.HINTS_KEPT);
      asker.replyTo().tell(done);
    }

    @Override
    public void failed(WriteFailure why) {
      accounting.failed(why);
      refused(asker, reason(why));
    }
  }

  /** Tells the buffer how a write ended. */
  private final class Accounting implements WriteListener {

    private final Place place;
    private final boolean isRemoval;

    Accounting(Place place, boolean isRemoval) {
      this.place = place;
      this.isRemoval = isRemoval;
    }

    @Override
    public void stored() {
      buffer.tell(new HintBuffer.WriteEnded(place, isRemoval, true));
    }

    @Override
    public void failed(WriteFailure why) {
      buffer.tell(new HintBuffer.WriteEnded(place, isRemoval, false));
    }
  }

  /** Tells the buffer how the removal of a damaged hint ended. */
  private final class DamageRemoval implements WriteListener {

    private final DamagedHint hint;

    DamageRemoval(DamagedHint hint) {
      this.hint = hint;
    }

    @Override
    public void stored() {
      buffer.tell(new HintBuffer.DamageRemoved(hint, true));
    }

    @Override
    public void failed(WriteFailure why) {
      buffer.tell(new HintBuffer.DamageRemoved(hint, false));
    }
  }

  private Optional<Hint> refused(Asker asker, Reason why) {
    node.stats().count(Counter.HINTS_REFUSED);
    asker.replyTo().tell(new Refused(asker.request(), node.self(), why));
    return Optional.empty();
  }

  private static Reason reason(WriteFailure why) {
    return switch (why) {
      case OVERLOADED -> Reason.OVERLOADED;
      case DISK_FULL -> Reason.DISK_FULL;
      default -> Reason.STORE_FAILED;
    };
  }

  private static long bytes(Place place, Optional<Hint> hint) {
    return hint.map(there -> HintRules.bytesOf(place.key(), there)).orElse(0L);
  }

  private long now() {
    return node.wallMillis().getAsLong();
  }
}

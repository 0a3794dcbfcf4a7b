package io.gramme.storage;

import io.gramme.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a directory writes down of itself beside its database: whose it is, how often it was opened,
 * how that ended, whether damage was met, and which repairs are owed since; and the incarnation
 * that follows from all that.
 *
 * <p>A repair is written down before the identity that would hide its cause: a crash in between
 * leaves it owed. Safe for any number of threads.
 */
final class Chronicle implements DamageReports {

  private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
  private static final String NEW = "the directory is new, and its replicas know nothing yet";
  private static final String FORGETFUL = "the memory engine begins empty at every start";
  private static final String RESTARTED = "the machine restarted without a clean stop";

  /** Gives a directory its name, given the one that is recorded. */
  @FunctionalInterface
  interface Naming {
    NodeId name(Optional<NodeId> recorded);
  }

  /**
   * What a start is about.
   *
   * @param firstStart the count with which a new directory begins, at least 1
   * @param isLasting whether the engine keeps anything over a restart
   * @param boot what the kernel says now
   */
  record Start(Naming naming, int firstStart, boolean isLasting, BootId boot) {}

  private final Path root;
  private final LongSupplier randomness;
  private final DurableFile file;
  private final OwedRepairs repairs;
  private final Database.Past past;
  private final TreeDoubt doubt;
  private Identity identity;
  private volatile long incarnation;

  /**
   * Notes that the directory is being opened, and that it was not closed yet.
   *
   * @param database the folder of the database, which must not be there without an identity
   * @param randomness where incarnations come from
   * @throws DirectoryRefusedException if the directory must not be used
   */
  Chronicle(Path root, Path database, Start start, LongSupplier randomness) throws IOException {
    this.root = root;
    this.randomness = randomness;
    this.file = new DurableFile(root.resolve("identity"));
    this.repairs = new OwedRepairs(root.resolve("owed-repairs"));
    Optional<Identity> before = recorded(file, database);
    this.past = before.map(Chronicle::past).orElse(Database.Past.NEW);
    this.incarnation =
        past == Database.Past.CLEAN && start.isLasting()
            ? before.get().incarnation()
            : freshIncarnation();
    this.identity =
        new Identity(
            start.naming().name(before.map(Identity::node)),
            before.map(Identity::directory).filter(id -> id != 0).orElseGet(this::freshIncarnation),
            before.map(Identity::startCount).map(count -> count + 1).orElse(start.firstStart()),
            incarnation,
            false,
            past == Database.Past.SUSPECT,
            start.boot());
    Optional<String> owed = owed(before, start);
    if (owed.isPresent()) repairs.add(identity.startCount(), owed.get());
    identity.writeTo(file);
    this.doubt =
        TreeDoubt.read(new DurableFile(root.resolve("failed-writes")), identity.startCount());
  }

  private static Optional<Identity> recorded(DurableFile file, Path database) throws IOException {
    if (file.exists()) return Optional.of(Identity.readFrom(file));
    if (Files.exists(database))
      throw new DirectoryRefusedException(
          database.getParent()
              + " holds a database but no file 'identity'. Put that file back, or move the directory"
              + " away and replace the node in the ring.");
    return Optional.empty();
  }

  private static Database.Past past(Identity before) {
    if (before.suspect()) return Database.Past.SUSPECT;
    return before.clean() ? Database.Past.CLEAN : Database.Past.CRASHED;
  }

  /**
   * Why the replicas may lack something from this start on. Writes that were acknowledged without a
   * sync outlive their process, not their machine, and nothing on the disk shows what is gone.
   */
  private static Optional<String> owed(Optional<Identity> before, Start start) {
    if (before.isEmpty()) return Optional.of(NEW);
    if (!start.isLasting()) return Optional.of(FORGETFUL);
    boolean isRestarted = !before.get().clean() && !before.get().boot().equals(start.boot());
    return isRestarted ? Optional.of(RESTARTED) : Optional.empty();
  }

  /** How the last use of the directory ended. */
  Database.Past past() {
    return past;
  }

  /** Whose directory it is, and which start this is. */
  synchronized Identity identity() {
    return identity;
  }

  /** The incarnation of what the database remembers now; never 0. */
  long incarnation() {
    return incarnation;
  }

  /** Which writes of trees failed, and when. */
  TreeDoubt doubt() {
    return doubt;
  }

  /** Which repairs are owed since which start, and why. */
  synchronized SortedMap<Integer, String> repairReasons() {
    try {
      return repairs.reasons();
    } catch (IOException e) {
      throw new StorageFailedException("reading " + root + ": " + e.getMessage(), e);
    }
  }

  /** Strikes a repair off. */
  synchronized void repaired(int startCount) {
    try {
      repairs.remove(startCount);
    } catch (IOException e) {
      throw new StorageFailedException("writing " + root + ": " + e.getMessage(), e);
    }
  }

  /** The database was found damaged, and is about to be set aside. */
  synchronized void onSetAside(String what) throws IOException {
    repairs.add(identity.startCount(), what);
    renewIncarnation();
  }

  /** The database was looked at and is open: what was suspected is settled. */
  synchronized void onOpened() throws IOException {
    if (identity.suspect()) rewrite(identity.withoutSuspicion(incarnation));
  }

  /** Everything is flushed, synced and closed. */
  synchronized void onClosed() throws IOException {
    rewrite(identity.closedCleanly(incarnation));
  }

  /** The engine failed a write; called before reads go back to what was there before. */
  void onWriteFailed(Throwable why) {
    renewIncarnation();
    if (why instanceof StoreDamagedException damage) met(damage);
  }

  /** The next start looks at everything, and a full repair is owed. */
  @Override
  public synchronized void met(StoreDamagedException damage) {
    if (identity.suspect()) return;
    LOG.error("Damage was met in {}: {}", root, damage.getMessage());
    renewIncarnation();
    try {
      rewrite(identity.foundSuspect(incarnation));
      repairs.add(identity.startCount(), damage.getMessage());
      doubt.record();
    } catch (IOException | StorageFailedException e) {
      LOG.error("{} could not be marked as damaged", root, e);
    }
  }

  /** A full repair is owed again, even if one was done since this start met damage first. */
  @Override
  public synchronized void removing(StoreDamagedException damage) {
    met(damage);
    LOG.error("Damage is removed from {}: {}", root, damage.getMessage());
    renewIncarnation();
    try {
      repairs.add(identity.startCount(), damage.getMessage());
    } catch (IOException e) {
      throw new StorageFailedException("writing " + root + ": " + e.getMessage(), e);
    }
  }

  private void rewrite(Identity changed) throws IOException {
    changed.writeTo(file);
    identity = changed;
  }

  private void renewIncarnation() {
    incarnation = freshIncarnation();
  }

  private long freshIncarnation() {
    long fresh = randomness.getAsLong();
    while (fresh == 0) fresh = randomness.getAsLong();
    return fresh;
  }
}

package io.gramme.storage;

import io.gramme.model.NodeId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of one node: its identity, the database with its writer, and the incarnation of what the
 * database remembers.
 *
 * <p>A dot is never used twice because an actor is good only for the incarnation that minted it
 * (see {@link io.gramme.causality.Mint}). So the incarnation is kept only over a clean, synced
 * close, and is another one after any other start, whenever damage is found, and as soon as the
 * engine fails a write. The order on disk makes that hold whenever the process or the machine
 * stops: the clean mark is taken away and synced before the engine is opened, and set after the
 * engine is flushed, synced and closed, in the same small file that holds the incarnation.
 *
 * <p><b>Who makes a version must read the record first and {@link #incarnation} after it.</b> A
 * failed write changes the incarnation before reads go back to the older record, so in this order a
 * record that has lost something never meets the incarnation that it was lost in.
 *
 * <p>A copied directory cannot be told from the original: a restore must say so itself. Safe for
 * any number of threads.
 */
public final class DataDirectory implements AutoCloseable {

  /** As many partitions as a ring may have. */
  public static final int MOST_PARTITIONS = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
  private static final String NEW = "the directory is new, and its replicas know nothing yet";
  private static final String FORGETFUL = "the memory engine begins empty at every start";

  /** What a directory needs of the world, so that a test can choose it. */
  record Surroundings(
      LongSupplier randomness,
      LongSupplier freeBytes,
      LongSupplier nanos,
      UnaryOperator<Engine> engines) {}

  private final Path root;
  private final DirectoryLock lock;
  private final LongSupplier randomness;
  private final DurableFile file;
  private final OwedRepairs repairs;
  private final EngineKind kind;
  private final Engine engine;
  private final GroupCommit writer;
  private final boolean damageSetAside;
  private final TreeDoubt doubt;
  private final DamageReports damage = new Damage();
  private final ConcurrentMap<Integer, Store> stores = new ConcurrentHashMap<>();
  private final HintStore hints;

  private Identity identity;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile long incarnation;

  private DataDirectory(
      Path root,
      DirectoryLock lock,
      Naming naming,
      int firstStart,
      StorageSettings settings,
      Surroundings surroundings)
      throws IOException {
    this.root = root;
    this.lock = lock;
    this.randomness = surroundings.randomness();
    this.file = new DurableFile(root.resolve("identity"));
    this.repairs = new OwedRepairs(root.resolve("owed-repairs"));
    Optional<Identity> before = recorded();
    boolean kept =
        settings.engine() != EngineChoice.MEMORY
            && before.isPresent()
            && before.get().clean()
            && !before.get().suspect();
    this.incarnation = kept ? before.get().incarnation() : freshIncarnation();
    this.identity =
        new Identity(
            naming.name(before.map(Identity::node)),
            before.map(Identity::directory).filter(id -> id != 0).orElseGet(this::freshIncarnation),
            before.map(Identity::startCount).map(count -> count + 1).orElse(firstStart),
            incarnation,
            false,
            before.isPresent() && before.get().suspect());
    identity.writeTo(file);
    if (before.isEmpty()) repairs.add(identity.startCount(), NEW);
    else if (settings.engine() == EngineChoice.MEMORY)
      repairs.add(identity.startCount(), FORGETFUL);
    Database.Opened opened =
        new Database(databaseFolder(), settings)
            .open(past(before), identity.startCount(), this::owesRepair);
    this.kind = opened.kind();
    this.damageSetAside = opened.damaged();
    if (identity.suspect()) rewrite(identity.withoutSuspicion(incarnation));
    this.doubt =
        TreeDoubt.read(new DurableFile(root.resolve("failed-writes")), identity.startCount());
    this.engine = new DoubtingEngine(surroundings.engines().apply(opened.engine()), doubt);
    SpaceGuard space =
        new SpaceGuard(
            surroundings.freeBytes(), settings.care().minFreeBytes(), surroundings.nanos());
    this.writer = new GroupCommit(engine, settings, space, this::writeFailed);
    this.hints = new HintStore(writer, damage);
  }

  /** Gives a directory its name, given the one that is recorded. */
  @FunctionalInterface
  interface Naming {
    NodeId name(Optional<NodeId> recorded);
  }

  /**
   * Opens the directory of whatever node it is, or makes one and invents its id.
   *
   * @param root the directory; made if there is none
   * @param randomness where incarnations and ids come from, 64 good random bits at a time
   * @throws DirectoryRefusedException if this process must not use the directory
   * @throws StorageFailedException if it cannot be read or written
   */
  public static DataDirectory open(Path root, StorageSettings settings, LongSupplier randomness) {
    Naming naming = recorded -> recorded.orElseGet(() -> inventedId(randomness));
    return open(root, naming, settings, surroundings(root, randomness));
  }

  /**
   * Opens the directory of a given node, or makes one.
   *
   * @param root the directory; made if there is none
   * @param node whose directory it must be
   * @param randomness where incarnations come from, 64 good random bits at a time
   * @throws DirectoryRefusedException if this process must not use the directory, or it is another
   *     node's
   * @throws StorageFailedException if it cannot be read or written
   */
  public static DataDirectory open(
      Path root, NodeId node, StorageSettings settings, LongSupplier randomness) {
    return open(root, only(root, node), settings, surroundings(root, randomness));
  }

  /**
   * Opens the directory, or makes one whose count of starts does not begin at 1. A node that lost
   * its disk must not count starts again that its peers remember, or they would take the living
   * process for an older one than the dead.
   *
   * @param root the directory; made if there is none
   * @param node whose directory it must be; empty to keep or invent an id
   * @param firstStart the count with which a new directory begins, at least 1; greater than that of
   *     any start of a directory that the node may have lost
   * @param randomness where incarnations and ids come from, 64 good random bits at a time
   * @throws DirectoryRefusedException if this process must not use the directory
   * @throws StorageFailedException if it cannot be read or written
   */
  public static DataDirectory open(
      Path root,
      Optional<NodeId> node,
      int firstStart,
      StorageSettings settings,
      LongSupplier randomness) {
    Naming naming =
        node.map(id -> only(root, id))
            .orElse(recorded -> recorded.orElseGet(() -> inventedId(randomness)));
    return open(root, naming, firstStart, settings, surroundings(root, randomness));
  }

  static DataDirectory open(
      Path root, Naming naming, StorageSettings settings, Surroundings surroundings) {
    return open(root, naming, 1, settings, surroundings);
  }

  private static DataDirectory open(
      Path root,
      Naming naming,
      int firstStart,
      StorageSettings settings,
      Surroundings surroundings) {
    try {
      if (Files.notExists(root)) {
        Files.createDirectories(root);
        new DurableFolder(root.toAbsolutePath().getParent()).sync();
      }
      DirectoryLock lock = DirectoryLock.take(root);
      try {
        return new DataDirectory(root, lock, naming, firstStart, settings, surroundings);
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StorageFailedException("opening " + root + ": " + e.getMessage(), e);
    }
  }

  static Surroundings surroundings(Path root, LongSupplier randomness) {
    File disk = root.toFile();
    return new Surroundings(
        randomness, disk::getUsableSpace, System::nanoTime, UnaryOperator.identity());
  }

  static Naming only(Path root, NodeId node) {
    return recorded -> {
      if (recorded.isPresent() && !recorded.get().equals(node))
        throw new DirectoryRefusedException(
            root
                + " belongs to node '"
                + recorded.get()
                + "', and node '"
                + node
                + "' is configured. Configure the id "
                + recorded.get()
                + ", or give this node a data directory of its own.");
      return node;
    };
  }

  /** The lasting name of the node. */
  public NodeId nodeId() {
    return identity().node();
  }

  /**
   * What tells this directory from every other, also from one that the same node had before it: 16
   * hexadecimal digits. A copy of the directory has the same.
   */
  public String directoryId() {
    return HexFormat.of().toHexDigits(identity().directory());
  }

  /**
   * The number of this start: one more than that of the start before. It tells how often the
   * directory was opened if it was made to count from 1.
   */
  public int startCount() {
    return identity().startCount();
  }

  /** The incarnation of what the database remembers now; never 0. Read records before it. */
  public long incarnation() {
    return incarnation;
  }

  /** The engine in use. */
  public EngineKind engineKind() {
    return kind;
  }

  /** Whether data was found damaged or gone when this process opened the directory. */
  public boolean damageSetAside() {
    return damageSetAside;
  }

  /**
   * The start counts of the starts at which the directory was new, or at which, or after which,
   * data was found damaged, oldest first, as long as nobody has said that every replica here was
   * repaired since. While there is any, what is not found here may be elsewhere.
   */
  public synchronized List<Integer> repairsOwed() {
    return List.copyOf(repairReasons().keySet());
  }

  /** As {@link #repairsOwed}, with words that say why, for people. */
  public synchronized SortedMap<Integer, String> repairReasons() {
    try {
      return repairs.reasons();
    } catch (IOException e) {
      throw new StorageFailedException("reading " + root + ": " + e.getMessage(), e);
    }
  }

  /** Strikes a repair off: every replica of this node was compared with its peers in full. */
  public synchronized void repaired(int startCount) {
    try {
      repairs.remove(startCount);
    } catch (IOException e) {
      throw new StorageFailedException("writing " + root + ": " + e.getMessage(), e);
    }
  }

  /**
   * The records of a partition; the same store at every call.
   *
   * @param partition from 0, below {@link #MOST_PARTITIONS}
   */
  public Store store(int partition) {
    Objects.checkIndex(partition, MOST_PARTITIONS);
    return stores.computeIfAbsent(partition, p -> new Store(p, writer, damage, doubt));
  }

  /** The hints in a directory that holds hints and no partitions. */
  public HintStore hints() {
    return hints;
  }

  /** The writer that all stores of this directory share. */
  public GroupCommit writer() {
    return writer;
  }

  /**
   * Answers all writes, flushes, syncs, closes, and only then marks the directory as clean. What
   * fails on the way is logged, and the next start takes another incarnation.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) return;
    writer.close();
    if (!writer.hasEnded()) return;
    try {
      engine.close();
      if (writer.hasKeptEverything()) markClean();
    } catch (IOException | StorageFailedException e) {
      LOG.error("{} could not be closed cleanly", root, e);
    } finally {
      release();
    }
  }

  private synchronized void markClean() throws IOException {
    if (kind.isLasting()) new DurableFolder(databaseFolder()).syncAll();
    rewrite(identity.closedCleanly(incarnation));
  }

  private void release() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{} stays locked until the process ends", root, e);
    }
  }

  private Optional<Identity> recorded() throws IOException {
    if (file.exists()) return Optional.of(Identity.readFrom(file));
    if (Files.exists(databaseFolder()))
      throw new DirectoryRefusedException(
          root
              + " holds a database but no file 'identity'. Put that file back, or move the directory"
              + " away and replace the node in the ring.");
    return Optional.empty();
  }

  private static Database.Past past(Optional<Identity> before) {
    if (before.isEmpty()) return Database.Past.NEW;
    if (before.get().suspect()) return Database.Past.SUSPECT;
    return before.get().clean() ? Database.Past.CLEAN : Database.Past.CRASHED;
  }

  private Path databaseFolder() {
    return root.resolve("db");
  }

  private synchronized Identity identity() {
    return identity;
  }

  private void rewrite(Identity changed) throws IOException {
    changed.writeTo(file);
    identity = changed;
  }

  private void owesRepair(String what) throws IOException {
    repairs.add(identity.startCount(), what);
    renewIncarnation();
  }

  /** Damage that is met in use, by a read or by the engine at its own work. */
  private final class Damage implements DamageReports {

    @Override
    public void met(StoreDamagedException damage) {
      damageMet(damage);
    }

    @Override
    public void removing(StoreDamagedException damage) {
      damageMet(damage);
      oweForRemoval(damage);
    }
  }

  /** The next start looks at everything, and a full repair is owed. */
  private synchronized void damageMet(StoreDamagedException damage) {
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
  private synchronized void oweForRemoval(StoreDamagedException damage) {
    LOG.error("Damage is removed from {}: {}", root, damage.getMessage());
    renewIncarnation();
    try {
      repairs.add(identity.startCount(), damage.getMessage());
    } catch (IOException e) {
      throw new StorageFailedException("writing " + root + ": " + e.getMessage(), e);
    }
  }

  private void writeFailed(Throwable why) {
    renewIncarnation();
    if (why instanceof StoreDamagedException met) damageMet(met);
  }

  private void renewIncarnation() {
    incarnation = freshIncarnation();
  }

  private long freshIncarnation() {
    long fresh = randomness.getAsLong();
    while (fresh == 0) fresh = randomness.getAsLong();
    return fresh;
  }

  private static NodeId inventedId(LongSupplier randomness) {
    HexFormat hex = HexFormat.of();
    return new NodeId(
        hex.toHexDigits(randomness.getAsLong()) + hex.toHexDigits(randomness.getAsLong()));
  }
}

package io.gramme.storage;

import io.gramme.model.NodeId;
import io.gramme.storage.Chronicle.Naming;
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

  /** What a directory needs of the world, so that a test can choose it. */
  record Surroundings(
      LongSupplier randomness,
      LongSupplier freeBytes,
      LongSupplier nanos,
      UnaryOperator<Engine> engines,
      BootId boot) {}

  private final Path root;
  private final DirectoryLock lock;
  private final Chronicle chronicle;
  private final EngineKind kind;
  private final Engine engine;
  private final GroupCommit writer;
  private final boolean damageSetAside;
  private final ConcurrentMap<Integer, Store> stores = new ConcurrentHashMap<>();
  private final HintStore hints;
  private final AtomicBoolean closing = new AtomicBoolean();

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
    boolean isLasting = settings.engine() != EngineChoice.MEMORY;
    this.chronicle =
        new Chronicle(
            root,
            databaseFolder(),
            new Chronicle.Start(naming, firstStart, isLasting, surroundings.boot()),
            surroundings.randomness());
    Database.Opened opened =
        new Database(databaseFolder(), settings)
            .open(chronicle.past(), startCount(), chronicle::onSetAside);
    this.kind = opened.kind();
    this.damageSetAside = opened.damaged();
    chronicle.onOpened();
    this.engine =
        new DoubtingEngine(surroundings.engines().apply(opened.engine()), chronicle.doubt());
    SpaceGuard space =
        new SpaceGuard(
            surroundings.freeBytes(), settings.care().minFreeBytes(), surroundings.nanos());
    this.writer = new GroupCommit(engine, settings, space, chronicle::onWriteFailed);
    this.hints = new HintStore(writer, chronicle);
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
        randomness,
        disk::getUsableSpace,
        System::nanoTime,
        UnaryOperator.identity(),
        BootId.readFrom(BootId.LINUX));
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
    return chronicle.identity().node();
  }

  /**
   * What tells this directory from every other, also from one that the same node had before it: 16
   * hexadecimal digits. A copy of the directory has the same.
   */
  public String directoryId() {
    return HexFormat.of().toHexDigits(chronicle.identity().directory());
  }

  /**
   * The number of this start: one more than that of the start before. It tells how often the
   * directory was opened if it was made to count from 1.
   */
  public int startCount() {
    return chronicle.identity().startCount();
  }

  /** The incarnation of what the database remembers now; never 0. Read records before it. */
  public long incarnation() {
    return chronicle.incarnation();
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
   * The start counts of the starts at which the directory was new or the machine had restarted
   * without a clean stop, or at which, or after which, data was found damaged, oldest first, as
   * long as nobody has said that every replica here was repaired since. While there is any, what is
   * not found here may be elsewhere.
   */
  public List<Integer> repairsOwed() {
    return List.copyOf(repairReasons().keySet());
  }

  /** As {@link #repairsOwed}, with words that say why, for people. */
  public SortedMap<Integer, String> repairReasons() {
    return chronicle.repairReasons();
  }

  /** Strikes a repair off: every replica of this node was compared with its peers in full. */
  public void repaired(int startCount) {
    chronicle.repaired(startCount);
  }

  /**
   * The records of a partition; the same store at every call.
   *
   * @param partition from 0, below {@link #MOST_PARTITIONS}
   */
  public Store store(int partition) {
    Objects.checkIndex(partition, MOST_PARTITIONS);
    return stores.computeIfAbsent(
        partition, p -> new Store(p, writer, chronicle, chronicle.doubt()));
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

  private void markClean() throws IOException {
    if (kind.isLasting()) new DurableFolder(databaseFolder()).syncAll();
    chronicle.onClosed();
  }

  private void release() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{} stays locked until the process ends", root, e);
    }
  }

  private Path databaseFolder() {
    return root.resolve("db");
  }

  private static NodeId inventedId(LongSupplier randomness) {
    HexFormat hex = HexFormat.of();
    return new NodeId(
        hex.toHexDigits(randomness.getAsLong()) + hex.toHexDigits(randomness.getAsLong()));
  }
}

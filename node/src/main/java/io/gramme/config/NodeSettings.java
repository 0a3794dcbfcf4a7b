package io.gramme.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.gramme.model.Endpoint;
import io.gramme.model.NodeId;
import io.gramme.ring.Partitions;
import io.gramme.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings of one node, from the block {@code gramme} of the configuration.
 *
 * @param id the configured name of the node, empty to keep or make the one in the data directory
 * @param place what the node is to the others
 * @param dataDirectory where everything that must last lives
 * @param arteryHost where other nodes reach this one's actors
 * @param arteryBasePort from which the port of each start is counted
 * @param ring what a ring is founded with
 * @param requests bounds of requests
 * @param limits bounds of one object
 * @param maxDrift how far another node's timestamp may pull this node's clock ahead
 * @param bootstrap how the node finds a cluster
 * @param storage bounds of the store
 * @param repair how replicas are kept equal
 * @param hints bounds of what is kept for nodes that cannot be reached
 * @param admission bounds of background work
 * @param transfers how partitions move
 * @param faults whether faults can be tried out on the node: it can be cut off from others, and its
 *     own replicas be looked at
 */
public record NodeSettings(
    String id,
    Place place,
    Path dataDirectory,
    String arteryHost,
    int arteryBasePort,
    FirstRing ring,
    Requests requests,
    Limits limits,
    Duration maxDrift,
    BootstrapTimes bootstrap,
    StorageSettings storage,
    Repair repair,
    HintSettings hints,
    Admission admission,
    TransferSettings transfers,
    boolean faults) {

  /** How many ports a node uses in turn, one per start. */
  public static final int PORTS_PER_NODE = 16;

  private static final int MOST_SLICES = 1_000_000;
  private static final int MOST_PORT = 65_535;
  private static final long MOST_SLICE_BYTES = 1 << 20;

  /**
   * What a node is to the others.
   *
   * @param advertised host and port at which they reach its front end; port 0 if it has none
   * @param seeds whom it asks for the ring as long as it has none
   * @param capacity with which it joins a ring, in percent of an ordinary machine
   * @param zone in which it joins a ring; empty for none in particular
   */
  public record Place(String advertised, List<Endpoint> seeds, int capacity, String zone) {

    public Place {
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * How partitions move from node to node.
   *
   * @param atOnce how many one node fetches at once, at least 1
   * @param settle how long a partition is asked for by both layouts before its old keepers are
   *     fenced: longer than the ring takes to reach the coordinators
   * @param sliceBytes the most bytes of one answer, 1 to 1 MiB; one object may have more
   * @param patience how long a node may take to answer
   * @param backoff how long a transfer that failed waits at first
   */
  public record TransferSettings(
      int atOnce, Duration settle, long sliceBytes, Duration patience, Duration backoff) {}

  /**
   * What a ring is founded with through this node.
   *
   * @param partitions Q, a power of two
   * @param replicas N
   */
  public record FirstRing(int partitions, int replicas) {}

  /** Bounds of requests. */
  public record Requests(
      int inFlightLimit, Duration patience, Duration repairPatience, Duration clockTolerance) {}

  /**
   * How replicas are kept equal in the background.
   *
   * @param antiEntropy comparing them
   * @param tombstones forgetting deletes
   * @param scrub checking what is stored
   */
  public record Repair(AntiEntropyPace antiEntropy, TombstonePace tombstones, ScrubPace scrub) {}

  /** How often replicas are compared, and how much is moved at once. */
  public record AntiEntropyPace(
      Duration every, int sessionsLimit, int windowKeys, long windowBytes, Duration patience) {}

  /** When tombstones are forgotten, and how many at once. */
  public record TombstonePace(
      Duration grace, Duration settle, Duration lookEvery, int sliceLimit, int roundsLimit) {}

  /** How often what is stored is checked, and how much at once. */
  public record ScrubPace(Duration every, int sliceEntries) {}

  /** Bounds of one object. */
  public record Limits(int siblings, long objectBytes, int vectorEntries) {}

  /** How often and how patiently a node looks for a cluster. */
  public record BootstrapTimes(
      Duration probeEvery, Duration majorityPatience, Duration joinPatience) {}

  /**
   * Bounds of what is kept for nodes that cannot be reached.
   *
   * @param bytesLimit of all hints of the node together, at least 1
   * @param maxAge after which a hint may go to another replica than its home
   * @param scanEvery how often hints are looked through for such as can be delivered
   * @param window the most hints on their way to a node at once, at least 1
   * @param windowBytes the most bytes of them, beyond which one object may reach, at least 1
   * @param patience how long a replica may take to confirm one
   */
  public record HintSettings(
      long bytesLimit,
      Duration maxAge,
      Duration scanEvery,
      int window,
      long windowBytes,
      Duration patience) {}

  /**
   * Bounds of background work.
   *
   * @param target how long the slowest of a hundred requests may take
   * @param writerTarget how long a write may wait for the disk
   * @param floor slices per second that background work always has
   * @param ceiling slices per second that it never has more of
   * @param waitersLimit how many may wait for a slice, for each kind of work
   */
  public record Admission(
      Duration target, Duration writerTarget, int floor, int ceiling, int waitersLimit) {}

  /**
   * The whole configuration: system properties, then the file named by {@code config.file}, then
   * the defaults of this project and of its libraries.
   */
  public static Config load() {
    return ConfigFactory.defaultOverrides()
        .withFallback(ConfigFactory.defaultApplication())
        .withFallback(ConfigFactory.parseResources("gramme-node.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  /**
   * Reads and checks the settings.
   *
   * @throws SettingRefusedException naming the setting that makes no sense
   */
  public static NodeSettings from(Config config) {
    try {
      Config gramme = config.getConfig("gramme");
      CheckedBlock block = new CheckedBlock(gramme);
      return new NodeSettings(
          nodeId(gramme),
          new PlaceBlock(block).place(),
          Path.of(gramme.getString("data-dir")),
          gramme.getString("artery.host"),
          block.within("artery.base-port", 1, MOST_PORT - PORTS_PER_NODE),
          firstRing(block),
          new Requests(
              block.positive("requests.in-flight-limit"),
              block.positiveDuration("requests.patience"),
              block.positiveDuration("requests.repair-patience"),
              gramme.getDuration("requests.clock-tolerance")),
          new Limits(
              block.positive("limits.siblings"),
              block.positiveBytes("limits.object-bytes"),
              block.positive("limits.vector-entries")),
          gramme.getDuration("clock.max-drift"),
          new BootstrapTimes(
              block.positiveDuration("bootstrap.probe-every"),
              block.positiveDuration("bootstrap.majority-patience"),
              block.positiveDuration("bootstrap.join-patience")),
          new StorageBlock(gramme.getConfig("storage")).settings(),
          repair(block),
          hints(block),
          admission(block),
          transfers(block),
          gramme.getBoolean("dev.faults"));
    } catch (ConfigException e) {
      throw new SettingRefusedException(e.getMessage());
    }
  }

  private static Repair repair(CheckedBlock block) {
    return new Repair(
        new AntiEntropyPace(
            block.positiveDuration("anti-entropy.every"),
            block.positive("anti-entropy.sessions-limit"),
            block.positive("anti-entropy.window-keys"),
            block.positiveBytes("anti-entropy.window-bytes"),
            block.positiveDuration("anti-entropy.patience")),
        new TombstonePace(
            block.positiveDuration("tombstones.grace"),
            block.positiveDuration("tombstones.settle"),
            block.positiveDuration("tombstones.look-every"),
            block.positive("tombstones.slice-limit"),
            block.positive("tombstones.rounds-limit")),
        new ScrubPace(
            block.positiveDuration("scrub.every"), block.positive("scrub.slice-entries")));
  }

  private static FirstRing firstRing(CheckedBlock block) {
    int partitions = block.gramme().getInt("ring.partitions");
    try {
      new Partitions(partitions);
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme.ring.partitions: " + e.getMessage());
    }
    return new FirstRing(partitions, block.positive("ring.replicas"));
  }

  private static HintSettings hints(CheckedBlock block) {
    return new HintSettings(
        block.positiveBytes("hints.bytes-limit"),
        block.positiveDuration("hints.max-age"),
        block.positiveDuration("hints.scan-every"),
        block.positive("hints.window"),
        block.positiveBytes("hints.window-bytes"),
        block.positiveDuration("hints.patience"));
  }

  private static Admission admission(CheckedBlock block) {
    int floor = block.within("admission.floor", 1, MOST_SLICES);
    int ceiling = block.within("admission.ceiling", floor, MOST_SLICES);
    return new Admission(
        block.positiveDuration("admission.target"),
        block.positiveDuration("admission.writer-target"),
        floor,
        ceiling,
        block.positive("admission.waiters-limit"));
  }

  private static TransferSettings transfers(CheckedBlock block) {
    return new TransferSettings(
        block.positive("transfers.at-once"),
        block.positiveDuration("transfers.settle"),
        block.bytesUpTo("transfers.slice-bytes", MOST_SLICE_BYTES),
        block.positiveDuration("transfers.patience"),
        block.positiveDuration("transfers.backoff"));
  }

  private static String nodeId(Config gramme) {
    String id = gramme.getString("node.id").trim();
    try {
      return id.isEmpty() ? id : new NodeId(id).value();
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme.node.id: " + e.getMessage());
    }
  }
}

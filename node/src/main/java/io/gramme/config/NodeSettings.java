package io.gramme.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Partitions;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The settings of one node, from the block {@code gramme} of the configuration.
 *
 * @param id the configured name of the node, empty to keep or make the one in the data directory
 * @param dataDirectory where everything that must last lives
 * @param arteryHost where other nodes reach this one's actors
 * @param arteryBasePort from which the port of each start is counted
 * @param ring who is in the first ring
 * @param requests bounds of requests
 * @param limits bounds of one object
 * @param maxDrift how far another node's timestamp may pull this node's clock ahead
 * @param bootstrap how the node finds a cluster
 * @param storage bounds of the store
 * @param repair how replicas are kept equal
 * @param hints bounds of what is kept for nodes that cannot be reached
 * @param admission bounds of background work
 * @param faults whether faults can be tried out on the node: it can be cut off from others, and its
 *     own replicas be looked at
 */
public record NodeSettings(
    String id,
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
    boolean faults) {

  /** How many ports a node uses in turn, one per start. */
  public static final int PORTS_PER_NODE = 16;

  private static final int MOST_SLICES = 1_000_000;

  /**
   * A member of the ring as configured.
   *
   * @param frontEnd host and port at which it answers HTTP
   */
  public record RingMember(Member member, String frontEnd) {}

  /** The ring that the nodes begin with. */
  public record FirstRing(int partitions, int replicas, List<RingMember> members) {

    public FirstRing {
      members = List.copyOf(members);
    }
  }

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
      return new NodeSettings(
          nodeId(gramme),
          Path.of(gramme.getString("data-dir")),
          gramme.getString("artery.host"),
          port(gramme, "artery.base-port"),
          firstRing(gramme),
          new Requests(
              positive(gramme, "requests.in-flight-limit"),
              positiveDuration(gramme, "requests.patience"),
              positiveDuration(gramme, "requests.repair-patience"),
              gramme.getDuration("requests.clock-tolerance")),
          new Limits(
              positive(gramme, "limits.siblings"),
              positiveBytes(gramme, "limits.object-bytes"),
              positive(gramme, "limits.vector-entries")),
          gramme.getDuration("clock.max-drift"),
          new BootstrapTimes(
              positiveDuration(gramme, "bootstrap.probe-every"),
              positiveDuration(gramme, "bootstrap.majority-patience"),
              positiveDuration(gramme, "bootstrap.join-patience")),
          storage(gramme.getConfig("storage")),
          repair(gramme),
          hints(gramme),
          admission(gramme),
          gramme.getBoolean("dev.faults"));
    } catch (ConfigException e) {
      throw new SettingRefusedException(e.getMessage());
    }
  }

  private static Repair repair(Config gramme) {
    return new Repair(
        new AntiEntropyPace(
            positiveDuration(gramme, "anti-entropy.every"),
            positive(gramme, "anti-entropy.sessions-limit"),
            positive(gramme, "anti-entropy.window-keys"),
            positiveBytes(gramme, "anti-entropy.window-bytes"),
            positiveDuration(gramme, "anti-entropy.patience")),
        new TombstonePace(
            positiveDuration(gramme, "tombstones.grace"),
            positiveDuration(gramme, "tombstones.settle"),
            positiveDuration(gramme, "tombstones.look-every"),
            positive(gramme, "tombstones.slice-limit"),
            positive(gramme, "tombstones.rounds-limit")),
        new ScrubPace(
            positiveDuration(gramme, "scrub.every"), positive(gramme, "scrub.slice-entries")));
  }

  private static FirstRing firstRing(Config gramme) {
    Config ring = gramme.getConfig("ring");
    List<RingMember> members = new ArrayList<>();
    Set<NodeId> ids = new HashSet<>();
    for (Config each : ring.getConfigList("members")) {
      RingMember member = ringMember(each);
      if (!ids.add(member.member().id()))
        throw new SettingRefusedException(
            "gramme.ring.members names node " + member.member().id() + " twice");
      members.add(member);
    }
    int partitions = ring.getInt("partitions");
    try {
      new Partitions(partitions);
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme.ring.partitions: " + e.getMessage());
    }
    return new FirstRing(partitions, positive(gramme, "ring.replicas"), members);
  }

  private static RingMember ringMember(Config each) {
    try {
      int capacity = each.hasPath("capacity") ? each.getInt("capacity") : Member.ORDINARY_CAPACITY;
      String zone = each.hasPath("zone") ? each.getString("zone") : "";
      return new RingMember(
          new Member(new NodeId(each.getString("id")), capacity, zone), each.getString("http"));
    } catch (IllegalArgumentException e) {
      throw new SettingRefusedException("gramme.ring.members: " + e.getMessage());
    }
  }

  private static StorageSettings storage(Config storage) {
    StorageSettings defaults = StorageSettings.DEFAULTS;
    String engine = storage.getString("engine").toUpperCase(Locale.ROOT).replace('-', '_');
    try {
      return new StorageSettings(
          EngineChoice.valueOf(engine),
          new StorageSettings.Memory(
              storage.getBytes("cache-bytes"),
              Math.toIntExact(storage.getBytes("write-buffer-bytes"))),
          new StorageSettings.Batching(
              Math.toIntExact(storage.getDuration("flush-every").toMillis()),
              storage.getInt("flush-every-objects"),
              defaults.batching().batchBytes()),
          new StorageSettings.Queue(
              storage.getInt("queue-objects"), storage.getBytes("queue-bytes")),
          new StorageSettings.Care(
              storage.getBytes("min-free-bytes"),
              defaults.care().pauseAfterFailureMillis(),
              defaults.care().closeWithinMillis()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SettingRefusedException("gramme.storage: " + e.getMessage());
    }
  }

  private static HintSettings hints(Config gramme) {
    return new HintSettings(
        positiveBytes(gramme, "hints.bytes-limit"),
        positiveDuration(gramme, "hints.max-age"),
        positiveDuration(gramme, "hints.scan-every"),
        positive(gramme, "hints.window"),
        positiveBytes(gramme, "hints.window-bytes"),
        positiveDuration(gramme, "hints.patience"));
  }

  private static Admission admission(Config gramme) {
    int floor = positive(gramme, "admission.floor");
    int ceiling = positive(gramme, "admission.ceiling");
    if (ceiling < floor || ceiling > MOST_SLICES)
      throw new SettingRefusedException(
          "gramme.admission.ceiling is " + ceiling + ", not from " + floor + " to " + MOST_SLICES);
    return new Admission(
        positiveDuration(gramme, "admission.target"),
        positiveDuration(gramme, "admission.writer-target"),
        floor,
        ceiling,
        positive(gramme, "admission.waiters-limit"));
  }

  private static int port(Config config, String path) {
    int port = config.getInt(path);
    if (port < 1 || port > 65_535 - PORTS_PER_NODE)
      throw new SettingRefusedException("gramme." + path + " is " + port + ", not a port");
    return port;
  }

  private static int positive(Config config, String path) {
    int value = config.getInt(path);
    if (value < 1) throw tooSmall(path, value);
    return value;
  }

  private static long positiveBytes(Config config, String path) {
    long value = config.getBytes(path);
    if (value < 1) throw tooSmall(path, value);
    return value;
  }

  private static Duration positiveDuration(Config config, String path) {
    Duration value = config.getDuration(path);
    if (value.toMillis() < 1) throw tooSmall(path, value.toMillis());
    return value;
  }

  private static SettingRefusedException tooSmall(String path, long value) {
    return new SettingRefusedException(
        "gramme." + path + " is " + value + " and must be at least 1");
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

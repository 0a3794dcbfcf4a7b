package io.gramme.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gramme.config.NodeSettings;
import io.gramme.membership.Candidate;
import io.gramme.membership.Incarnation;
import io.gramme.membership.PeerProbe;
import io.gramme.membership.SeedContact;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.service.Admin;
import io.gramme.service.Buckets;
import io.gramme.service.CoordinatedKeyValue;
import io.gramme.service.CoveringListing;
import io.gramme.service.GossipedBuckets;
import io.gramme.service.KeyValue;
import io.gramme.service.Listing;
import io.gramme.service.NodeAdmin;
import io.gramme.service.NodeContact;
import io.gramme.service.NodeView;
import io.gramme.service.ReplicaView;
import io.gramme.service.RingAdmin;
import io.gramme.service.RingOffice;
import io.gramme.service.TransferDesk;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.EngineKind;
import io.gramme.storage.StorageSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running node, front end apart: its data directory, its actors, and the services they offer.
 */
public final class Node {

  /** The name of every node's actor system; part of the address of its actors. */
  public static final String SYSTEM = "gramme";

  /** Hints are written in bursts and read once: little of them is worth keeping in memory. */
  private static final StorageSettings.Memory MEMORY_FOR_HINTS =
      new StorageSettings.Memory(8 << 20, 4 << 20);

  /** Seconds from here fit a positive int until the year 2094. */
  private static final Instant START_OF_COUNT = Instant.parse("2026-01-01T00:00:00Z");

  /** How a node's run ended. */
  public enum Ending {
    /** Somebody stopped it. */
    STOPPED,
    /** It must start again at once, to join a greater cluster of its ring. */
    RECYCLE,
    /** Something that it can not do without failed; the log says what. */
    FAILED
  }

  /**
   * How a node speaks to others by their front ends.
   *
   * @param probe asks how they are
   * @param seeds asks to be let into their ring
   * @param contact meets such as are in none
   */
  public record Outside(PeerProbe probe, SeedContact seeds, NodeContact contact) {}

  private final DataDirectory directory;
  private final DataDirectory hints;
  private final ActorSystem<NodeGuardian.Command> system;
  private final KeyValue keyValue;
  private final Listing listing;
  private final Buckets buckets;
  private final Admin admin;
  private final RingAdmin ringAdmin;
  private volatile Set<NodeId> cut = Set.of();
  private final AtomicReference<Ending> ending = new AtomicReference<>(Ending.STOPPED);

  private Node(
      Config config,
      NodeSettings settings,
      Outside outside,
      DataDirectory directory,
      DataDirectory hints) {
    this.directory = directory;
    this.hints = hints;
    NodeView view = new NodeView();
    NodeStats stats = new NodeStats(System.nanoTime());
    SecureRandom random = new SecureRandom();
    Candidate self = candidate(settings.place(), directory);
    CompletableFuture<NodeGuardian.Doors> doors = new CompletableFuture<>();
    system =
        ActorSystem.create(
            NodeGuardian.create(
                new NodeGuardian.Surroundings(
                    settings,
                    self,
                    outside,
                    directory,
                    hints,
                    view,
                    stats,
                    random::nextLong,
                    doors::complete,
                    this::recycle,
                    () -> ending.set(Ending.FAILED))),
            SYSTEM,
            configured(config, settings, directory));
    NodeGuardian.Doors open = doors.join();
    keyValue = new CoordinatedKeyValue(view, open.coordinators(), system.scheduler(), stats);
    listing = new CoveringListing(view, open.vnodes(), open.admission(), system);
    buckets = new GossipedBuckets(view, open.buckets(), system.scheduler());
    ReplicaView replicas = new ReplicaView(view, open.vnodes(), system.scheduler());
    ringAdmin =
        new RingOffice(
            new RingOffice.Surroundings(
                self,
                settings.ring().partitions(),
                settings.ring().replicas(),
                view,
                open.ring(),
                outside.contact(),
                outside.seeds(),
                new TransferDesk(view, open.transfers(), system.scheduler()),
                system.scheduler()));
    admin = new NodeAdmin(directory, view, stats, requests(settings, replicas), self);
  }

  /**
   * Opens the data directory and starts the actors. The node serves once {@link Admin#readiness}
   * says so.
   *
   * @param config everything, as {@link NodeSettings#load} reads it
   * @param outside how other nodes are spoken to by their front ends
   * @throws io.gramme.config.SettingRefusedException for settings that make no sense
   * @throws io.gramme.storage.DirectoryRefusedException if the data directory is in use, or another
   *     node's
   */
  public static Node start(Config config, Outside outside) {
    NodeSettings settings = NodeSettings.from(config);
    SecureRandom random = new SecureRandom();
    DataDirectory directory =
        DataDirectory.open(
            settings.dataDirectory(),
            Optional.of(settings.id()).filter(id -> !id.isEmpty()).map(NodeId::new),
            firstStart(),
            settings.storage(),
            random::nextLong);
    try {
      return start(config, settings, outside, directory);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private static Node start(
      Config config, NodeSettings settings, Outside outside, DataDirectory directory) {
    DataDirectory hints =
        DataDirectory.open(
            settings.dataDirectory().resolve("hints"),
            directory.nodeId(),
            settings.storage().with(MEMORY_FOR_HINTS),
            new SecureRandom()::nextLong);
    try {
      return new Node(config, settings, outside, directory, hints);
    } catch (RuntimeException | Error e) {
      hints.close();
      throw e;
    }
  }

  /**
   * With which start a new data directory begins to count: seconds of the wall clock. A node whose
   * disk was wiped so goes on above every start that its peers remember, as long as it never
   * started more often than once a second and its clock does not run years behind.
   */
  private static int firstStart() {
    return Math.toIntExact(
        Math.max(1, Duration.between(START_OF_COUNT, Instant.now()).toSeconds()));
  }

  private static Candidate candidate(NodeSettings.Place place, DataDirectory directory) {
    return new Candidate(
        directory.nodeId(),
        place.capacity(),
        place.zone(),
        place.advertised(),
        directory.directoryId(),
        directory.startCount());
  }

  public KeyValue keyValue() {
    return keyValue;
  }

  public Listing listing() {
    return listing;
  }

  public Buckets buckets() {
    return buckets;
  }

  public Admin admin() {
    return admin;
  }

  public RingAdmin ringAdmin() {
    return ringAdmin;
  }

  /** The actor system, for a front end that runs in it. */
  public ActorSystem<?> system() {
    return system;
  }

  /** Stops the actors. */
  public void stop() {
    system.terminate();
  }

  /** Completes once the actors have stopped and the data directory is closed. */
  public CompletionStage<Ending> whenEnded() {
    return system
        .getWhenTerminated()
        .thenApply(
            done -> {
              hints.close();
              directory.close();
              return ending.get();
            });
  }

  private NodeAdmin.Requests requests(NodeSettings settings, ReplicaView replicas) {
    return new NodeAdmin.Requests() {
      @Override
      public boolean notice(NodeId asker) {
        if (cut.contains(asker)) return false;
        system.tell(new NodeGuardian.Noticed(asker));
        return true;
      }

      @Override
      public boolean cutOff(Set<NodeId> peers) {
        if (!settings.faults()) return false;
        cut = Set.copyOf(peers);
        system.tell(new NodeGuardian.CutOff(peers));
        return true;
      }

      @Override
      public Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key) {
        return settings.faults() ? Optional.of(replicas.look(key)) : Optional.empty();
      }
    };
  }

  private void recycle() {
    ending.set(Ending.RECYCLE);
    system.terminate();
  }

  private static Config configured(Config config, NodeSettings settings, DataDirectory directory) {
    Path root = settings.dataDirectory();
    Map<String, Object> own = new HashMap<>();
    own.put("pekko.remote.artery.canonical.hostname", settings.arteryHost());
    own.put(
        "pekko.remote.artery.canonical.port",
        settings.arteryBasePort() + directory.startCount() % NodeSettings.PORTS_PER_NODE);
    own.put("pekko.remote.artery.advanced.test-mode", settings.faults());
    own.put(
        "pekko.cluster.roles", new Incarnation(directory.nodeId(), directory.startCount()).roles());
    own.put("pekko.persistence.journal.leveldb.dir", root.resolve("journal").toString());
    own.put(
        "pekko.persistence.journal.leveldb.native",
        directory.engineKind() != EngineKind.LEVELDB_JAVA);
    own.put("pekko.persistence.snapshot-store.local.dir", root.resolve("snapshots").toString());
    return ConfigFactory.parseMap(own).withFallback(config);
  }
}

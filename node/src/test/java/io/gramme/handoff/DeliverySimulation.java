package io.gramme.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.config.NodeSettings.HintSettings;
import io.gramme.handoff.DeliveryRound.Cursor;
import io.gramme.handoff.DeliveryRound.Finished;
import io.gramme.handoff.DeliveryRound.Parcel;
import io.gramme.handoff.DeliveryWindow.Bounds;
import io.gramme.handoff.HintRules.Decision;
import io.gramme.handoff.HintRules.Sight;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.storage.HintStore.Hint;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.VnodeProtocol.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The hints of one home, the replicas that take them, and a network between them that loses,
 * doubles and reorders; one thread, one seed. Checks at every step what must never happen.
 */
final class DeliverySimulation implements DeliveryEffect.Shell {

  static final NodeId HOME = new NodeId("bob");

  private static final long MAX_AGE = 1_000;
  private static final long PATIENCE = 200;
  private static final Bounds BOUNDS = new Bounds(4, 1_000, PATIENCE);
  private static final Terms TERMS = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  private static final HintSettings SETTINGS =
      new HintSettings(
          1 << 20,
          Duration.ofMillis(MAX_AGE),
          Duration.ofMillis(100),
          BOUNDS.window(),
          BOUNDS.windowBytes(),
          Duration.ofMillis(PATIENCE));
  private static final HintRules RULES = new HintRules(SETTINGS, new RecordRules(20, 100, 10_000));
  static final Ring RING =
      Ring.of(
          RingVersion.first(
              List.of("ann", "bob", "cat", "dan").stream()
                  .map(name -> Member.of(new NodeId(name)))
                  .toList(),
              16,
              3));

  /** Three where the home is at home, and one where it is not. */
  private static final List<Integer> PARTITIONS =
      Stream.concat(partitions(true).limit(3), partitions(false).limit(1)).sorted().toList();

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::partition).thenComparing(place -> place.key().path());
  private static final Reason[] REASONS = {Reason.OVERLOADED, Reason.RECORD_DAMAGED};

  private final Random random;
  private final NavigableMap<Place, Hint> kept = new TreeMap<>(ORDER);
  private final Map<Place, Siblings> everKept = new HashMap<>();
  private final Map<NodeId, Map<Place, Siblings>> replicas = new HashMap<>();
  private final Map<Long, Parcel> onTheWay = new TreeMap<>();
  private final Map<Long, Long> deadlines = new HashMap<>();
  private final Set<Integer> owed = new HashSet<>();
  private final List<Runnable> network = new ArrayList<>();
  private DeliveryRound round =
      new Finished(
          new DeliveryRound.Trouble(DeliveryRound.Ending.COMPLETE, ""),
          new DeliveryWindow.Progress(0, 0, 0));
  private Set<NodeId> reachable = Set.of(new NodeId("ann"));
  private boolean isCalm;
  private long now;
  private long lastActor;

  private static Stream<Integer> partitions(boolean isHome) {
    return IntStream.range(0, RING.partitions())
        .boxed()
        .filter(partition -> RING.isPrimary(HOME, partition, TERMS.replicas()) == isHome);
  }

  DeliverySimulation(long seed) {
    random = new Random(seed);
  }

  /** Anything that can happen, once. */
  void disturb() {
    switch (random.nextInt(8)) {
      case 0, 1 -> keep();
      case 2 -> reachable(somebody());
      case 3 -> pass(random.nextInt(2 * (int) PATIENCE));
      case 4 -> {
        if (!network.isEmpty()) network.remove(random.nextInt(network.size()));
      }
      case 5 -> {
        if (!network.isEmpty()) network.get(random.nextInt(network.size())).run();
      }
      default -> deliver();
    }
    beginIfIdle();
  }

  /** No more faults: everything is delivered, or this fails. */
  void settle() {
    isCalm = true;
    reachable(new HashSet<>(RING.preferenceList(0)));
    for (int i = 0; i < 20_000 && !kept.isEmpty(); i++) {
      beginIfIdle();
      if (network.isEmpty()) pass(PATIENCE);
      else deliver();
    }
    assertThat(kept).as("what was never delivered").isEmpty();
  }

  /** Everything that was ever kept is at a replica, and what the home lacks of it is owed to it. */
  void checkNothingIsLost() {
    everKept.forEach(
        (place, siblings) -> {
          boolean isHome = RING.isPrimary(HOME, place.partition(), TERMS.replicas());
          Siblings all =
              replicas.values().stream()
                  .map(each -> each.getOrDefault(place, Siblings.NONE))
                  .reduce(Siblings.NONE, Siblings::merge);
          assertThat(has(all, siblings)).as("somebody has %s", place).isTrue();
          assertThat(!isHome || has(at(HOME, place), siblings) || owed.contains(place.partition()))
              .as("the home has %s or is owed it", place)
              .isTrue();
        });
  }

  private void keep() {
    int partition = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
    Place place = new Place(partition, Key.of("carts", "cart" + random.nextInt(5)));
    Siblings siblings =
        Siblings.of(
            new Version(
                new Dot(++lastActor, 1),
                new HybridTime(lastActor),
                VersionVector.EMPTY,
                Value.text("milk".repeat(random.nextInt(50)))));
    Hint before = kept.getOrDefault(place, HintRules.nothing(now));
    Decision decision = RULES.keep(before, siblings, TERMS, now);
    kept.put(place, ((Decision.Store) decision).hint());
    everKept.merge(place, siblings, Siblings::merge);
  }

  private Set<NodeId> somebody() {
    Set<NodeId> some = new HashSet<>(RING.preferenceList(0));
    some.removeIf(node -> random.nextBoolean());
    return some;
  }

  private void reachable(Set<NodeId> nodes) {
    reachable = nodes;
    onTheWay.values().removeIf(parcel -> !nodes.contains(parcel.to().node()));
    take(round.onReachable(nodes));
  }

  private void pass(long millis) {
    now += millis;
    onTheWay.keySet().removeIf(request -> now >= deadlines.get(request));
    take(round.onTime(now));
  }

  private void deliver() {
    if (!network.isEmpty()) network.remove(random.nextInt(network.size())).run();
  }

  private void beginIfIdle() {
    if (round instanceof Finished finished)
      take(DeliveryRound.begin(BOUNDS, finished.progress().lastRequest(), now));
  }

  private void take(Step<DeliveryRound, DeliveryEffect> step) {
    round = step.next();
    step.effects().forEach(effect -> effect.performOn(this));
  }

  private Siblings at(NodeId node, Place place) {
    return replicas.getOrDefault(node, Map.of()).getOrDefault(place, Siblings.NONE);
  }

  private static boolean has(Siblings all, Siblings some) {
    return all.merge(some).hasSameVersionsAs(all);
  }

  @Override
  public void askSlice() {
    network.add(() -> take(round.onGranted()));
  }

  @Override
  public void read(Cursor from, int most, long bytes) {
    if (!isCalm && random.nextInt(10) == 0) {
      take(round.onUnreadable("the disk"));
      return;
    }
    Sight sight = new Sight(RING, reachable);
    PageReading reading =
        new PageReading(
            from, most, bytes, (place, hint) -> RULES.recipient(HOME, place, hint, sight, now));
    var left =
        from instanceof DeliveryRound.Behind behind ? kept.tailMap(behind.place(), false) : kept;
    for (Map.Entry<Place, Hint> each : left.entrySet()) {
      Place place = each.getKey();
      if (!reading.visit(place.partition(), place.key(), each.getValue(), 1)) break;
    }
    take(round.onPage(reading.page(), now));
  }

  @Override
  public void send(long request, Parcel parcel) {
    assertThat(onTheWay).doesNotContainKey(request);
    long before = onTheWay.values().stream().mapToLong(Parcel::bytes).sum();
    assertThat(before).as("bytes before one more").isLessThan(BOUNDS.windowBytes());
    onTheWay.put(request, parcel);
    deadlines.put(request, now + PATIENCE);
    assertThat(onTheWay.size()).as("the window").isLessThanOrEqualTo(BOUNDS.window());
    network.add(() -> merge(request, parcel));
  }

  /** A replica stores a hint and says so, or refuses it. */
  private void merge(long request, Parcel parcel) {
    NodeId to = parcel.to().node();
    if (!isCalm && random.nextInt(4) == 0) {
      Reason why = REASONS[random.nextInt(REASONS.length)];
      network.add(() -> refused(request, why));
      return;
    }
    replicas
        .computeIfAbsent(to, any -> new HashMap<>())
        .merge(parcel.place(), parcel.hint().record().siblings(), Siblings::merge);
    network.add(() -> take(round.onStored(request)));
  }

  private void refused(long request, Reason why) {
    boolean isOut =
        round instanceof DeliveryRound.Delivering now && now.window().unstored(request).isPresent();
    if (isOut) onTheWay.remove(request);
    take(round.onRefused(request, why));
  }

  @Override
  public void owe(long request, int partition) {
    network.add(
        () -> {
          boolean isWritten = isCalm || random.nextInt(4) > 0;
          if (isWritten) owed.add(partition);
          else onTheWay.remove(request);
          take(round.onOwed(request, isWritten));
        });
  }

  @Override
  public void check(long request, Parcel parcel) {
    Hint there = kept.getOrDefault(parcel.place(), HintRules.nothing(now));
    onTheWay.remove(request);
    take(round.onChecked(request, HintRules.isConfirmed(parcel.hint(), there)));
  }

  @Override
  public void remove(Parcel parcel) {
    Place place = parcel.place();
    NodeId to = parcel.to().node();
    assertThat(RING.isPrimary(to, place.partition(), TERMS.replicas())).isTrue();
    assertThat(has(at(to, place), kept.get(place).record().siblings()))
        .as("%s has what goes", to)
        .isTrue();
    boolean isHomeless = RING.isPrimary(HOME, place.partition(), 3) && !to.equals(HOME);
    if (isHomeless) {
      assertThat(owed).as("owed before it goes").contains(place.partition());
      assertThat(now - kept.get(place).sinceMillis()).isGreaterThan(MAX_AGE);
    }
    kept.remove(place);
  }
}

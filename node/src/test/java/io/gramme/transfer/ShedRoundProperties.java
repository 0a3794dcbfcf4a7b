package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.machine.Step;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.vnode.VnodeProtocol.Parcel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever keepers hold, lose, refuse or say twice: nothing goes that one of them lacks. */
class ShedRoundProperties {

  private static final List<NodeId> PREFERENCE =
      IntStream.range(0, 5).mapToObj(i -> new NodeId("n" + i)).toList();

  @Property(tries = 1_000)
  void onlyWhatAllKeepersHaveIsLetGo(@ForAll long seed) {
    new World(seed).run();
  }

  private static final class World implements ShedRound.Shell {
    final Random dice;
    final List<Parcel> here = new ArrayList<>();
    final Map<NodeId, Set<LeafEntry>> there = new HashMap<>();
    final List<Runnable> inFlight = new ArrayList<>();
    ShedRound round = new ShedRound.Finished();
    boolean isReported;

    World(long seed) {
      dice = new Random(seed);
      for (NodeId node : PREFERENCE) there.put(node, new HashSet<>());
      for (int i = 0; i < 20; i++) {
        Parcel parcel = parcel(i, 1 + dice.nextInt(3));
        here.add(parcel);
        for (NodeId node : PREFERENCE) if (dice.nextInt(4) > 0) there.get(node).add(entry(parcel));
      }
    }

    void run() {
      take(ShedRound.begin(new ShedRound.Plan(PREFERENCE, 3, dice.nextBoolean())));
      for (int i = 0; i < 10_000 && !isReported; i++) {
        if (inFlight.isEmpty() || dice.nextInt(20) == 0) take(round.onDeadline());
        else inFlight.remove(dice.nextInt(inFlight.size())).run();
      }
      assertThat(isReported).as("the pass ends").isTrue();
    }

    void take(Step<ShedRound, ShedRound.Effect> step) {
      round = step.next();
      step.effects().forEach(effect -> effect.performOn(this));
    }

    void send(Runnable message) {
      int copies = dice.nextInt(6) == 0 ? dice.nextInt(3) : 1;
      for (int i = 0; i < copies; i++) inFlight.add(message);
    }

    @Override
    public void askSlice() {
      inFlight.add(() -> take(round.onSlice()));
    }

    @Override
    public void read(Blob after, int mostReplicas) {
      int from = after.size() == 0 ? 0 : Integer.parseInt(after.text());
      int to = Math.min(here.size(), from + 4);
      List<Parcel> parcels = List.copyOf(here.subList(from, to));
      send(() -> take(round.onRead(parcels, Blob.utf8("" + to), to == here.size())));
    }

    @Override
    public void askHeld(long call, NodeId keeper, List<LeafEntry> entries) {
      send(
          () -> {
            List<LeafEntry> held = entries.stream().filter(there.get(keeper)::contains).toList();
            send(() -> take(round.onHeld(call, held)));
          });
    }

    @Override
    public void push(long call, NodeId keeper, Parcel parcel) {
      send(
          () -> {
            if (dice.nextInt(4) == 0) {
              send(() -> take(round.onFailure(call)));
              return;
            }
            there.get(keeper).add(entry(parcel));
            send(() -> take(round.onStored(call)));
          });
    }

    @Override
    public void shed(List<LeafEntry> entries) {
      Map<LeafEntry, Integer> replicas = new HashMap<>();
      here.forEach(parcel -> replicas.put(entry(parcel), parcel.terms().replicas()));
      for (LeafEntry entry : entries) {
        for (NodeId keeper : PREFERENCE.subList(0, replicas.get(entry)))
          assertThat(there.get(keeper)).as("what " + keeper + " holds").contains(entry);
      }
      send(() -> take(round.onShed(entries.size())));
    }

    @Override
    public void awaitAnswers() {}

    @Override
    public void report(long shed, long left) {
      isReported = true;
    }
  }

  private static LeafEntry entry(Parcel parcel) {
    return new LeafEntry(parcel.key(), EntryDigest.of(parcel.key(), parcel.siblings()).digest());
  }

  private static Parcel parcel(int number, int replicas) {
    Version version =
        new Version(
            new Dot(1, number + 1), new HybridTime(1), VersionVector.EMPTY, Value.text("v"));
    return new Parcel(
        Key.of("carts", "k" + number),
        Siblings.of(version),
        new Terms(replicas, Reconciliation.KEEP_SIBLINGS));
  }
}

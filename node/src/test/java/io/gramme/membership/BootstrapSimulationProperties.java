package io.gramme.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.machine.Step;
import io.gramme.membership.Bootstrap.Seat;
import io.gramme.membership.Bootstrap.Sight;
import io.gramme.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Three to five nodes that start, stop, are cut off and healed, round by round. */
class BootstrapSimulationProperties {

  private static final int ROUNDS_OF_TROUBLE = 120;
  private static final int ROUNDS_TO_HEAL = 300;
  private static final int ROUND_MILLIS = 500;

  @Property(tries = 500)
  void onceAllIsHealedAllEndInOneCluster(@ForAll long seed) {
    Random random = new Random(seed);
    World world = new World(random, random.nextBoolean() ? 4 : 30);
    world.suffer();
    world.heal();
    Set<Island> islands = new HashSet<>();
    for (Process process : world.processes) {
      assertThat(process.island).as("%s %s", process.id, world.story).isPresent();
      assertThat(process.bootstrap).isInstanceOf(Bootstrap.Inside.class);
      islands.add(process.island.get());
    }
    assertThat(islands).as("%s", world.story).hasSize(1);
  }

  @Property(tries = 500)
  void aCalmStartHasOneFounderAndNobodyRecycles(@ForAll long seed) {
    World world = new World(new Random(seed), 4);
    world.startInAnyOrder();
    world.heal();
    assertThat(world.story.stream().filter(it -> it.contains("founds"))).hasSize(1);
    assertThat(world.story.stream().filter(it -> it.contains("recycles"))).isEmpty();
  }

  @Property(tries = 500)
  void theGreaterOfTwoIslandsNeverRecycles(@ForAll long seed) {
    World world = new World(new Random(seed), 4);
    Optional<Island> greater = world.makeTwoIslands();
    world.story.clear();
    world.heal();
    for (Process process : world.processes) {
      if (process.island.equals(greater)) assertThat(process.isFirstOf(greater)).isTrue();
    }
    assertThat(world.recycledIslands).doesNotContain(greater.orElseThrow());
  }

  /** What truly is a Pekko cluster, whatever the nodes believe. */
  private static final class Island {
    final Set<String> firstMembers = new HashSet<>();
  }

  private static final class Process {
    final NodeId id;
    int start;
    int zone;
    boolean isUp;
    Bootstrap bootstrap;
    Optional<Island> island = Optional.empty();
    Runnable underway = () -> {};
    int roundsLeft;

    Process(NodeId id) {
      this.id = id;
    }

    String address() {
      return id + "@" + start;
    }

    boolean sees(Process other) {
      return isUp && other.isUp && zone == other.zone;
    }

    boolean isFirstOf(Optional<Island> here) {
      return here.orElseThrow().firstMembers.stream().noneMatch(it -> it.startsWith(id + "@"))
          || here.orElseThrow().firstMembers.contains(address());
    }
  }

  private static final class World {
    final Random random;
    final List<Process> processes = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    final List<Island> recycledIslands = new ArrayList<>();
    private final int slowestJoin;
    private long nowMillis;

    /** Joins that take more than 16 rounds are given up before they succeed. */
    World(Random random, int slowestJoin) {
      this.random = random;
      this.slowestJoin = slowestJoin;
      int count = 3 + random.nextInt(3);
      for (String name : List.of("ann", "bob", "cat", "dan", "eve").subList(0, count)) {
        processes.add(new Process(new NodeId(name)));
      }
    }

    void suffer() {
      for (int i = 0; i < ROUNDS_OF_TROUBLE; i++) {
        int chance = random.nextInt(15);
        Process process = processes.get(random.nextInt(processes.size()));
        if (chance < 2) stop(process);
        else if (chance < 5) start(process);
        else if (chance == 5) process.zone = random.nextInt(2);
        else if (chance == 6) processes.forEach(each -> each.zone = 0);
        round();
      }
    }

    void startInAnyOrder() {
      List<Process> order = new ArrayList<>(processes);
      Collections.shuffle(order, random);
      for (Process process : order) {
        start(process);
        for (int i = random.nextInt(4); i > 0; i--) round();
      }
    }

    /** A greater island, and a lesser of those who came from a cluster that was lost. */
    Optional<Island> makeTwoIslands() {
      processes.forEach(this::start);
      int split = 1 + random.nextInt(processes.size() - 1);
      List<Island> islands = List.of(new Island(), new Island());
      for (int i = 0; i < processes.size(); i++) {
        int which = i < split ? 0 : 1;
        Process process = processes.get(i);
        process.island = Optional.of(islands.get(which));
        islands.get(which).firstMembers.add(process.address());
        process.bootstrap = new Bootstrap.Inside(seat(process), which == 0 ? "x" : "y", 0);
      }
      return Optional.of(split > processes.size() - split ? islands.get(0) : islands.get(1));
    }

    void heal() {
      processes.forEach(each -> each.zone = 0);
      processes.forEach(this::start);
      for (int i = 0; i < ROUNDS_TO_HEAL; i++) round();
    }

    private void start(Process process) {
      if (process.isUp) return;
      process.isUp = true;
      process.start++;
      process.island = Optional.empty();
      process.roundsLeft = -1;
      process.bootstrap = Bootstrap.outside(seat(process));
      story.add(process.address() + " starts");
    }

    private void stop(Process process) {
      if (process.isUp) story.add(process.address() + " stops");
      process.isUp = false;
      process.island = Optional.empty();
    }

    private Seat seat(Process process) {
      return new Seat(
          process.id,
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          String.format("%08x-%s", random.nextInt(), process.address()));
    }

    private void round() {
      nowMillis += ROUND_MILLIS;
      List<Process> order = new ArrayList<>(processes);
      Collections.shuffle(order, random);
      for (Process process : order) {
        if (process.isUp) probe(process);
      }
    }

    private void probe(Process process) {
      if (process.roundsLeft-- == 0) process.underway.run();
      List<ProbeAnswer> answers =
          processes.stream()
              .filter(it -> it != process && process.sees(it))
              .map(this::say)
              .toList();
      Sight sight =
          new Sight(
              answers, processes.size(), process.island.isPresent(), size(process), nowMillis);
      Step<Bootstrap, Bootstrap.Effect> step = process.bootstrap.onProbes(sight);
      process.bootstrap = step.next();
      step.effects().forEach(effect -> effect.performOn(new Hands(this, process, answers)));
    }

    private ProbeAnswer say(Process process) {
      boolean isMember = process.island.isPresent();
      return new ProbeAnswer(
          process.id,
          process.start,
          process.address(),
          isMember ? process.bootstrap.clusterId() : "",
          size(process));
    }

    private int size(Process process) {
      if (process.island.isEmpty()) return 0;
      return (int)
          processes.stream()
              .filter(it -> it == process || process.sees(it))
              .filter(it -> it.island.equals(process.island))
              .count();
    }
  }

  /** Performs what one process's bootstrap asks for, slowly. */
  private record Hands(World world, Process process, List<ProbeAnswer> answers)
      implements Bootstrap.Shell {

    @Override
    public void join(List<String> addresses) {
      String address = addresses.get(world.random.nextInt(addresses.size()));
      later(
          () ->
              world.processes.stream()
                  .filter(there -> there.address().equals(address) && process.sees(there))
                  .findFirst()
                  .flatMap(there -> there.island)
                  .ifPresent(this::enter));
    }

    @Override
    public void found() {
      assertThat((answers.size() + 1) * 2)
          .as("%s founds in a majority: %s", process.id, world.story)
          .isGreaterThan(world.processes.size());
      assertThat(answers).as("all of them in no cluster").noneMatch(ProbeAnswer::isInCluster);
      world.story.add(process.address() + " founds");
      later(() -> enter(new Island()));
    }

    @Override
    public void recycle() {
      world.story.add(process.address() + " recycles");
      process.island.ifPresent(world.recycledIslands::add);
      world.stop(process);
      world.start(process);
    }

    /** One who is in a cluster can not join another. */
    private void enter(Island island) {
      if (process.island.isPresent()) return;
      process.island = Optional.of(island);
      world.story.add(process.address() + " is in");
    }

    private void later(Runnable effect) {
      process.underway = effect;
      process.roundsLeft = world.random.nextInt(world.slowestJoin);
    }
  }
}

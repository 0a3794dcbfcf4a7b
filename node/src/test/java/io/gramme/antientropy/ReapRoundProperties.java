package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.ReapRound.Confirm;
import io.gramme.antientropy.ReapRound.CountHints;
import io.gramme.antientropy.ReapRound.Effect;
import io.gramme.antientropy.ReapRound.Forget;
import io.gramme.antientropy.ReapRound.LookAtRoots;
import io.gramme.antientropy.ReapRound.Plan;
import io.gramme.machine.Step;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Buried;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Rounds whose questions and answers come late, twice, or never. */
class ReapRoundProperties {

  @Property(tries = 2_000)
  void nothingIsForgottenThatNotEveryPrimaryHasConfirmed(@ForAll long seed) {
    Random random = new Random(seed);
    List<NodeId> ring = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(5); i++) ring.add(new NodeId("n" + i));
    List<Buried> tombstones = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++)
      tombstones.add(new Buried(new LeafEntry(Key.of("b", "k" + i), i + 1), 1 + random.nextInt(4)));
    Plan plan = new Plan(ring, List.of(), tombstones);
    Set<NodeId> reachable = new HashSet<>(ring);
    if (random.nextInt(10) == 0) reachable.remove(ring.get(random.nextInt(ring.size())));
    run(random, plan, reachable);
  }

  private static void run(Random random, Plan plan, Set<NodeId> reachable) {
    Set<NodeId> hintless = new HashSet<>();
    Set<NodeId> spare = new HashSet<>();
    Set<List<Object>> confirmed = new HashSet<>();
    List<Effect> open = new ArrayList<>();
    Step<ReapRound, Effect> step = ReapRound.begin(plan, reachable);
    open.addAll(step.effects());
    ReapRound round = step.next();
    for (int i = 0; i < 200; i++) {
      if (open.isEmpty() || random.nextInt(30) == 0) {
        step = round.onDeadline();
      } else {
        int at = random.nextInt(open.size());
        Effect effect = random.nextInt(10) == 0 ? open.get(at) : open.remove(at);
        step =
            effect instanceof LookAtRoots ask
                ? looked(random, round, plan, ask.member(), spare)
                : answered(random, round, effect, hintless, confirmed);
      }
      round = step.next();
      for (Effect effect : step.effects()) {
        if (!(effect instanceof Forget forget)) continue;
        assertThat(reachable).containsAll(plan.preference());
        assertThat(hintless).containsAll(plan.preference());
        assertThat(spare).containsAll(plan.preference());
        for (LeafEntry entry : forget.entries())
          for (NodeId primary : primaries(plan, entry))
            assertThat(confirmed).contains(List.of(primary, entry));
      }
      open.addAll(step.effects());
    }
  }

  private static List<NodeId> primaries(Plan plan, LeafEntry entry) {
    int replicas =
        plan.tombstones().stream()
            .filter(each -> each.entry().equals(entry))
            .mapToInt(Buried::replicas)
            .findFirst()
            .orElseThrow();
    return plan.preference().subList(0, Math.min(replicas, plan.preference().size()));
  }

  private static Step<ReapRound, Effect> looked(
      Random random, ReapRound round, Plan plan, NodeId member, Set<NodeId> spare) {
    int position = plan.preference().indexOf(member);
    int replicas = random.nextInt(30) == 0 ? position : position + 1 + random.nextInt(3);
    if (replicas > position || replicas == 0) spare.add(member);
    return round.onRoots(member, replicas == 0 ? Set.of() : Set.of(replicas));
  }

  private static Step<ReapRound, Effect> answered(
      Random random,
      ReapRound round,
      Effect effect,
      Set<NodeId> hintless,
      Set<List<Object>> confirmed) {
    if (effect instanceof CountHints ask) {
      if (random.nextInt(30) == 0) return round.onFailure(ask.member());
      long hints = random.nextInt(30) == 0 ? 1 : 0;
      if (hints == 0) hintless.add(ask.member());
      return round.onHints(ask.member(), hints);
    }
    if (effect instanceof Confirm ask) {
      if (random.nextInt(10) == 0) return round.onFailure(ask.primary());
      List<LeafEntry> held = new ArrayList<>(ask.entries());
      held.removeIf(entry -> random.nextInt(10) == 0);
      held.forEach(entry -> confirmed.add(List.of(ask.primary(), entry)));
      return round.onConfirmed(ask.primary(), held);
    }
    return effect instanceof Forget ask ? round.onForgotten(ask.primary()) : Step.to(round);
  }
}

package io.gramme.antientropy;

import io.gramme.machine.Step;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.NodeId;
import io.gramme.vnode.VnodeProtocol.Buried;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forgets some tombstones of one partition, on proof that nothing can bring back what they deleted.
 *
 * <pre>
 *   begin ──everybody reachable──► Counting ──no hints──► Confirming ──all hold some──► Settling
 *     └──────────────┬────────────────┘ └────────────────────┘                            │
 *                    ▼                                                                    ▼
 *                 Finished ◄──────────────────────────────────────────────────────── Forgetting
 * </pre>
 *
 * <p>What could bring a deleted value back is a hint, a replica that has not heard of the delete,
 * or a message. So no member of the ring may keep a hint for the partition, nor an old
 * copy from when it was a primary; each of the N primaries
 * must hold exactly this tombstone, synced; and then everything that a replica may have sent before
 * it held the tombstone must be too late to count: that is what Settling waits for. Whatever goes
 * wrong ends the round with nothing lost but time. An answer that a state does not wait for, since
 * it comes late or twice, changes nothing.
 */
public sealed interface ReapRound {

  /** A member says how many hints it keeps for the partition. */
  default Step<ReapRound, Effect> onHints(NodeId from, long count) {
    return Step.to(this);
  }

  /**
   * A member says keys of how many replicas it holds, those included that it keeps no longer.
   *
   * @param replicas the numbers of replicas of its trees that are not empty
   */
  default Step<ReapRound, Effect> onRoots(NodeId from, Set<Integer> replicas) {
    return Step.to(this);
  }

  /** A primary says which of those it was asked about it holds exactly so, synced. */
  default Step<ReapRound, Effect> onConfirmed(NodeId from, List<LeafEntry> entries) {
    return Step.to(this);
  }

  /** A primary has forgotten what it still held exactly so. */
  default Step<ReapRound, Effect> onForgotten(NodeId from) {
    return Step.to(this);
  }

  /** A node refused, or can no longer be reached. */
  default Step<ReapRound, Effect> onFailure(NodeId from) {
    return Step.to(this);
  }

  /** The time for answers, or for settling, is over. */
  default Step<ReapRound, Effect> onDeadline() {
    return Step.to(this);
  }

  /**
   * What is to be forgotten, and whom to ask.
   *
   * @param preference every member of the ring, in the order of the partition's preference list
   * @param leaving who takes part as well, and keeps nothing of the partition
   */
  record Plan(List<NodeId> preference, List<NodeId> leaving, List<Buried> tombstones) {

    public Plan {
      preference = List.copyOf(preference);
      leaving = List.copyOf(leaving);
      tombstones = List.copyOf(tombstones);
      if (preference.isEmpty()) throw new IllegalArgumentException("a ring of nobody");
    }

    /** Whoever may have something that brings a value back. */
    List<NodeId> everybody() {
      List<NodeId> all = new ArrayList<>(preference);
      all.addAll(leaving);
      return all;
    }

    /** Whether a node holds keys of so many replicas and is none of their primaries. */
    boolean isLeftOver(NodeId node, int replicas) {
      int position = preference.indexOf(node);
      return position < 0 || position >= replicas;
    }

    /** Who must hold a tombstone before it can be forgotten. */
    List<NodeId> primaries(Buried tombstone) {
      return preference.subList(0, Math.min(tombstone.replicas(), preference.size()));
    }

    /** What of these a node must be asked about, if anything. */
    Map<NodeId, List<LeafEntry>> byPrimary(List<Buried> some) {
      Map<NodeId, List<LeafEntry>> asked = new HashMap<>();
      for (Buried each : some) {
        for (NodeId node : primaries(each))
          asked.computeIfAbsent(node, first -> new ArrayList<>()).add(each.entry());
      }
      return asked;
    }
  }

  /** Why a round ended. */
  enum Ending {
    /** What was proven is forgotten, or will be by whoever has not heard it. */
    FORGOTTEN,
    /** There was nothing to forget. */
    NOTHING_TO_DO,
    /** Some member of the ring can not be reached. */
    MEMBER_UNREACHABLE,
    /** Some member keeps hints for the partition. */
    HINTS_OUTSTANDING,
    /** Some member that kept the partition once has not let go of everything yet. */
    OLD_COPIES_LEFT,
    /** Some member did not say what it keeps. */
    NO_ANSWER,
    /** None of the tombstones is held by all its primaries yet. */
    NOT_HELD_BY_ALL
  }

  /**
   * Begins by counting hints, if everybody can be asked.
   *
   * @param reachable the nodes that can be reached, this one among them
   */
  static Step<ReapRound, Effect> begin(Plan plan, Set<NodeId> reachable) {
    if (plan.tombstones().isEmpty()) return end(Ending.NOTHING_TO_DO, 0);
    List<NodeId> all = plan.everybody();
    if (!reachable.containsAll(all)) return end(Ending.MEMBER_UNREACHABLE, 0);
    List<Effect> effects = new ArrayList<>();
    for (NodeId member : all) effects.add(new CountHints(member));
    for (NodeId member : all) effects.add(new LookAtRoots(member));
    effects.add(new AwaitAnswers());
    return Step.to(new Counting(plan, Set.copyOf(all), Set.copyOf(all)), effects);
  }

  /**
   * Every member is asked for its hints, and for what it holds and keeps no longer: an old copy may
   * have missed the delete, and would be sent to the primaries before it goes.
   *
   * @param outstanding those that have not said what hints they keep
   * @param unseen those that have not said what they hold
   */
  record Counting(Plan plan, Set<NodeId> outstanding, Set<NodeId> unseen) implements ReapRound {

    @Override
    public Step<ReapRound, Effect> onHints(NodeId from, long count) {
      if (!outstanding.contains(from)) return Step.to(this);
      if (count > 0) return end(Ending.HINTS_OUTSTANDING, 0);
      return new Counting(plan, without(outstanding, from), unseen).judge();
    }

    @Override
    public Step<ReapRound, Effect> onRoots(NodeId from, Set<Integer> replicas) {
      if (!unseen.contains(from)) return Step.to(this);
      if (replicas.stream().anyMatch(each -> plan.isLeftOver(from, each)))
        return end(Ending.OLD_COPIES_LEFT, 0);
      return new Counting(plan, outstanding, without(unseen, from)).judge();
    }

    private Step<ReapRound, Effect> judge() {
      return outstanding.isEmpty() && unseen.isEmpty() ? confirm() : Step.to(this);
    }

    private Step<ReapRound, Effect> confirm() {
      List<Effect> effects = new ArrayList<>();
      Map<NodeId, List<LeafEntry>> asked = plan.byPrimary(plan.tombstones());
      asked.forEach((node, entries) -> effects.add(new Confirm(node, entries)));
      effects.add(new AwaitAnswers());
      return Step.to(new Confirming(plan, asked.keySet(), Map.of()), effects);
    }

    @Override
    public Step<ReapRound, Effect> onFailure(NodeId from) {
      return end(Ending.NO_ANSWER, 0);
    }

    @Override
    public Step<ReapRound, Effect> onDeadline() {
      return end(Ending.NO_ANSWER, 0);
    }
  }

  /**
   * Every primary is asked which of them it holds; who does not answer holds none.
   *
   * @param outstanding those that have not answered
   * @param confirmed what those who have hold
   */
  record Confirming(Plan plan, Set<NodeId> outstanding, Map<NodeId, Set<LeafEntry>> confirmed)
      implements ReapRound {

    public Confirming {
      outstanding = Set.copyOf(outstanding);
      confirmed = Map.copyOf(confirmed);
    }

    @Override
    public Step<ReapRound, Effect> onConfirmed(NodeId from, List<LeafEntry> entries) {
      if (!outstanding.contains(from)) return Step.to(this);
      Map<NodeId, Set<LeafEntry>> more = new HashMap<>(confirmed);
      more.put(from, Set.copyOf(entries));
      return new Confirming(plan, without(outstanding, from), more).judge();
    }

    @Override
    public Step<ReapRound, Effect> onFailure(NodeId from) {
      return new Confirming(plan, without(outstanding, from), confirmed).judge();
    }

    @Override
    public Step<ReapRound, Effect> onDeadline() {
      return new Confirming(plan, Set.of(), confirmed).judge();
    }

    private Step<ReapRound, Effect> judge() {
      if (!outstanding.isEmpty()) return Step.to(this);
      List<Buried> proven = plan.tombstones().stream().filter(this::isHeldByAll).toList();
      return proven.isEmpty()
          ? end(Ending.NOT_HELD_BY_ALL, 0)
          : Step.to(new Settling(plan, proven), new AwaitSettled());
    }

    private boolean isHeldByAll(Buried tombstone) {
      return plan.primaries(tombstone).stream()
          .allMatch(node -> confirmed.getOrDefault(node, Set.of()).contains(tombstone.entry()));
    }
  }

  /**
   * What was sent by a replica before it held the tombstone becomes too late meanwhile. All hold it
   * on disk, so nobody's going away takes anything from the proof.
   */
  record Settling(Plan plan, List<Buried> proven) implements ReapRound {

    @Override
    public Step<ReapRound, Effect> onDeadline() {
      List<Effect> effects = new ArrayList<>();
      Map<NodeId, List<LeafEntry>> asked = plan.byPrimary(proven);
      asked.forEach((node, entries) -> effects.add(new Forget(node, entries)));
      effects.add(new AwaitAnswers());
      return Step.to(new Forgetting(proven.size(), Set.copyOf(asked.keySet())), effects);
    }

    /** All of them hold it on disk, so nobody's going away takes anything from the proof. */
  }

  /**
   * Every primary is told to forget. Who does not hear it brings the tombstone back to the others
   * by anti-entropy, and it is tried again.
   *
   * @param proven how many tombstones
   * @param outstanding those that have not answered
   */
  record Forgetting(int proven, Set<NodeId> outstanding) implements ReapRound {

    @Override
    public Step<ReapRound, Effect> onForgotten(NodeId from) {
      Set<NodeId> left = without(outstanding, from);
      return left.isEmpty() ? end(Ending.FORGOTTEN, proven) : Step.to(new Forgetting(proven, left));
    }

    @Override
    public Step<ReapRound, Effect> onFailure(NodeId from) {
      return onForgotten(from);
    }

    @Override
    public Step<ReapRound, Effect> onDeadline() {
      return end(Ending.FORGOTTEN, proven);
    }
  }

  /** Nothing more can happen; stragglers are ignored. */
  record Finished() implements ReapRound {}

  /** What the round asks of the world. Data, so that tests can compare it. */
  sealed interface Effect {
    void performOn(Shell shell);
  }

  record CountHints(NodeId member) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.countHints(member);
    }
  }

  record LookAtRoots(NodeId member) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.lookAtRoots(member);
    }
  }

  record Confirm(NodeId primary, List<LeafEntry> entries) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.confirm(primary, entries);
    }
  }

  record Forget(NodeId primary, List<LeafEntry> entries) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.forget(primary, entries);
    }
  }

  /** To call {@link ReapRound#onDeadline} when answers have had their time, and not earlier. */
  record AwaitAnswers() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.awaitAnswers();
    }
  }

  /** To call it when no message of before can count any more, and not earlier. */
  record AwaitSettled() implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.awaitSettled();
    }
  }

  /**
   * The round has ended.
   *
   * @param forgotten how many tombstones all were told to forget
   */
  record Report(Ending ending, int forgotten) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.report(ending, forgotten);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void countHints(NodeId member);

    void lookAtRoots(NodeId member);

    void confirm(NodeId primary, List<LeafEntry> entries);

    void forget(NodeId primary, List<LeafEntry> entries);

    void awaitAnswers();

    void awaitSettled();

    void report(Ending ending, int forgotten);
  }

  private static Step<ReapRound, Effect> end(Ending ending, int forgotten) {
    return Step.to(new Finished(), new Report(ending, forgotten));
  }

  private static Set<NodeId> without(Set<NodeId> nodes, NodeId node) {
    Set<NodeId> fewer = new HashSet<>(nodes);
    fewer.remove(node);
    return Set.copyOf(fewer);
  }
}

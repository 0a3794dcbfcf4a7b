package io.gramme.ring;

import io.gramme.codec.ByteWriter;
import io.gramme.model.NodeId;
import io.gramme.ring.Objection.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What staged changes of membership would come to: who owns what afterwards, what moves, how long
 * that takes, and what speaks against it.
 *
 * @param id the same for whoever plans the same passage, from the same ring to the same members,
 *     owners and lost nodes, whatever nodes report meanwhile
 * @param current the version in force
 * @param target the version that would follow, its author and time not those of a commit yet; the
 *     current version if nothing can follow from what is staged
 * @param staged what was planned for
 * @param moves what comes to another keeper, in the order of partitions
 * @param balances of every member before or after, by id
 * @param etaSeconds until everything has moved, at the rate of late
 * @param violations what breaks the rules of placement afterwards, avoidable or not
 * @param refusals why it should not be committed; if there are none it may be
 * @param warnings what to think of although nothing speaks against it
 */
public record Plan(
    RingId id,
    RingVersion current,
    RingVersion target,
    List<Change> staged,
    List<Move> moves,
    List<Balance> balances,
    long etaSeconds,
    List<Violation> violations,
    List<Objection> refusals,
    List<String> warnings) {

  /** Copies what it is given. */
  public Plan {
    staged = List.copyOf(staged);
    moves = List.copyOf(moves);
    balances = List.copyOf(balances);
    violations = List.copyOf(violations);
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
  }

  /**
   * Plans.
   *
   * @param current the ring in force
   * @param staged made one after the other
   * @param inputs what nodes said when asked; the planning node's own report among them
   */
  public static Plan of(Ring current, List<Change> staged, PlanInputs inputs) {
    RingVersion version = current.version();
    Ring now = current.with(inputs.known(current.progress()));
    Draft draft = new Draft(now, inputs.reachable());
    for (Change change : staged) change.tell(draft);
    List<Objection> refusals = new ArrayList<>(draft.objections());
    preconditions(now, draft.amendment(), refusals);
    boolean follows = refusals.stream().noneMatch(refusal -> closes(refusal.kind()));
    RingVersion target =
        follows
            ? version.next(version.author(), version.time(), draft.amendment(), now.progress())
            : version;
    Set<NodeId> lost = new TreeSet<>(target.removed());
    lost.addAll(draft.amendment().removed());
    Freight freight = Freight.of(follows ? target : still(version), inputs);
    if (follows) refusals.addAll(new Scruples(now, target, lost, freight, inputs).all());
    return new Plan(
        id(version, target),
        version,
        target,
        staged,
        freight.moves(),
        balances(version, target, freight),
        freight.seconds(inputs.rate()),
        target.violations(),
        refusals,
        draft.warnings());
  }

  /** Whether no version can follow at all. */
  private static boolean closes(Kind kind) {
    return kind == Kind.NOTHING_TO_DO
        || kind == Kind.NOBODY_LEFT
        || kind == Kind.TOO_MANY_UNDER_WAY;
  }

  private static void preconditions(Ring now, Amendment amendment, List<Objection> refusals) {
    if (amendment.members().isEmpty())
      refusals.add(
          new Objection(
              Kind.NOBODY_LEFT,
              "no member would be left: the last one cannot leave. To end a cluster, stop its"
                  + " nodes",
              "cannot be forced: there would be nobody to keep anything"));
    else if (amendment.members().equals(now.version().members()) && amendment.removed().isEmpty())
      refusals.add(
          new Objection(
              Kind.NOTHING_TO_DO,
              "nothing is staged that changes the ring",
              "cannot be forced: there is nothing to commit"));
    if (layoutsInUse(now) == Origins.MOST_LAYOUTS)
      refusals.add(
          new Objection(
              Kind.TOO_MANY_UNDER_WAY,
              Origins.MOST_LAYOUTS + " changes are under way: wait until transfers are done",
              "cannot be forced: a ring keeps no more layouts than that"));
  }

  private static int layoutsInUse(Ring now) {
    Set<Integer> inUse = new TreeSet<>();
    for (int p = 0; p < now.partitions(); p++) {
      if (now.stage(p) != Stage.SETTLED) inUse.add(now.version().origins().at().get(p));
    }
    return inUse.size();
  }

  private static RingVersion still(RingVersion version) {
    return new RingVersion(
        version.epoch(),
        version.parent(),
        version.author(),
        version.time(),
        version.replicas(),
        version.members(),
        version.owners());
  }

  private static RingId id(RingVersion current, RingVersion target) {
    ByteWriter out = ByteWriter.growing(1024);
    out.writeRaw(current.id().bytes());
    target.layout().writeTo(out);
    for (NodeId node : target.removed()) out.writeText(node.value());
    return RingId.ofContent(out.toByteArray());
  }

  private static List<Balance> balances(RingVersion before, RingVersion after, Freight freight) {
    Set<NodeId> nodes = new TreeSet<>();
    before.members().forEach(member -> nodes.add(member.id()));
    after.members().forEach(member -> nodes.add(member.id()));
    return nodes.stream()
        .map(
            node ->
                new Balance(
                    node,
                    Collections.frequency(before.owners(), node),
                    ideal(before, node),
                    Collections.frequency(after.owners(), node),
                    ideal(after, node),
                    freight.in(node),
                    freight.out(node)))
        .toList();
  }

  private static double ideal(RingVersion version, NodeId node) {
    return version.layout().has(node) ? version.claim().ideal(node) : 0;
  }

  /** What would be risked by forcing it, and what cannot be forced. */
  public List<String> risks() {
    return refusals.stream().map(Objection::risk).distinct().toList();
  }

  /** Whether it may be committed; {@code force} overrides what can be overridden. */
  public boolean mayBeCommitted(boolean force) {
    return refusals.stream().allMatch(refusal -> force && refusal.canBeForced());
  }

  /** All bytes that move. */
  public long bytes() {
    return moves.stream().mapToLong(Move::bytes).sum();
  }

  /**
   * The version that follows.
   *
   * @param author the node that commits it
   * @param timeMillis now, since 1970
   * @throws IllegalStateException if it may not be committed
   */
  public RingVersion commit(NodeId author, long timeMillis, boolean force) {
    if (!mayBeCommitted(force))
      throw new IllegalStateException("a plan that is refused: " + refusals);
    return new RingVersion(
        target.epoch(),
        target.parent(),
        author,
        timeMillis,
        target.replicas(),
        target.members(),
        target.owners(),
        target.origins(),
        target.removed());
  }
}

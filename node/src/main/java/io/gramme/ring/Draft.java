package io.gramme.ring;

import io.gramme.model.NodeId;
import io.gramme.ring.Change.Capacity;
import io.gramme.ring.Change.ForceRemove;
import io.gramme.ring.Change.Join;
import io.gramme.ring.Change.Leave;
import io.gramme.ring.Change.Replace;
import io.gramme.ring.Change.Zone;
import io.gramme.ring.Objection.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A membership while staged changes are made to it, one after the other; what cannot be made is
 * left out and objected to. Mutable, and confined to one {@link Plan}.
 */
final class Draft implements Change.Listener {

  private final Set<NodeId> answering;
  private final Set<NodeId> leaving;
  private final SortedMap<NodeId, Member> members = new TreeMap<>();
  private final Set<NodeId> removed = new HashSet<>();
  private final Map<NodeId, NodeId> successors = new HashMap<>();
  private final List<Objection> objections = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param now the ring in force
   * @param answering who answered when asked for the plan
   */
  Draft(Ring now, Set<NodeId> answering) {
    now.version().members().forEach(member -> members.put(member.id(), member));
    this.leaving = new HashSet<>(now.participants());
    this.leaving.removeAll(members.keySet());
    this.answering = answering;
  }

  /** What the changes made so far come to. */
  Amendment amendment() {
    return new Amendment(List.copyOf(members.values()), removed, successors);
  }

  List<Objection> objections() {
    return objections;
  }

  List<String> warnings() {
    return warnings;
  }

  @Override
  public void onJoin(Join join) {
    NodeId node = join.member().id();
    if (members.containsKey(node)) refuseSecond(node, "it cannot join again");
    else if (members.size() == Claim.MOST_MEMBERS) refuseCrowd(node);
    else admit(join.member());
  }

  @Override
  public void onLeave(Leave leave) {
    if (isKnown(leave.node(), "leave")) members.remove(leave.node());
  }

  @Override
  public void onReplace(Replace replace) {
    NodeId old = replace.old();
    NodeId by = replace.by().id();
    if (!isKnown(old, "be replaced")) return;
    if (members.containsKey(by)) {
      refuseSecond(by, "it cannot take the place of " + old + "; let " + old + " leave instead");
      return;
    }
    members.remove(old);
    admit(replace.by());
    successors.replaceAll((gone, heir) -> heir.equals(old) ? by : heir);
    successors.put(old, by);
    if (!answering.contains(old)) giveUp(old);
  }

  @Override
  public void onForceRemove(ForceRemove remove) {
    NodeId node = remove.node();
    if (!leaving.contains(node) && !isKnown(node, "be removed")) return;
    members.remove(node);
    giveUp(node);
    if (answering.contains(node))
      objections.add(
          new Objection(
              Kind.STILL_ANSWERS,
              node
                  + " answers, but would be given up for lost: let it leave instead, or stop it"
                  + " first",
              "what only " + node + " has is lost, and it may go on serving an old ring"));
  }

  @Override
  public void onCapacity(Capacity capacity) {
    if (!isKnown(capacity.node(), "be given a capacity")) return;
    try {
      admit(members.get(capacity.node()).withCapacity(capacity.percent()));
    } catch (IllegalArgumentException e) {
      refuse(Kind.OUT_OF_RANGE, e.getMessage());
    }
  }

  @Override
  public void onZone(Zone zone) {
    if (!isKnown(zone.node(), "be put into a zone")) return;
    try {
      admit(members.get(zone.node()).inZone(zone.zone()));
    } catch (IllegalArgumentException e) {
      refuse(Kind.OUT_OF_RANGE, e.getMessage());
    }
  }

  private void admit(Member member) {
    members.put(member.id(), member);
    removed.remove(member.id());
  }

  private void giveUp(NodeId node) {
    removed.add(node);
    warnings.add(
        node
            + " is given up for lost: a write that only it has acknowledged is lost with it. Make"
            + " sure that it does not run any more, cut off from the others");
  }

  private boolean isKnown(NodeId node, String what) {
    if (members.containsKey(node)) return true;
    refuse(
        Kind.UNKNOWN_NODE,
        node + " cannot " + what + ": it is no member. Members are " + members.keySet());
    return false;
  }

  private void refuseSecond(NodeId node, String consequence) {
    refuse(Kind.ALREADY_A_MEMBER, node + " is a member already: " + consequence);
  }

  private void refuseCrowd(NodeId node) {
    refuse(
        Kind.OUT_OF_RANGE,
        node + " cannot join: a ring has " + Claim.MOST_MEMBERS + " members at the most");
  }

  private void refuse(Kind kind, String sentence) {
    objections.add(new Objection(kind, sentence, "cannot be forced: clear what is staged"));
  }
}

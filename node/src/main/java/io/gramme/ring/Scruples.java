package io.gramme.ring;

import io.gramme.model.NodeId;
import io.gramme.ring.Objection.Kind;
import io.gramme.ring.PlanInputs.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What speaks against passing from a ring to the next now, though an operator may decide to.
 *
 * @param now the ring in force, as far as all that answered have heard of its progress
 * @param target the version that would follow
 * @param lost who is given up for lost, by this change or one that is still under way
 * @param freight what would move
 * @param inputs what nodes said
 */
record Scruples(
    Ring now, RingVersion target, Set<NodeId> lost, Freight freight, PlanInputs inputs) {

  /** How much of a list a sentence names. */
  private static final int MOST_NAMED = 8;

  /** Everything that speaks against it, the worst first. */
  List<Objection> all() {
    List<Objection> all = new ArrayList<>();
    lastCopies(all);
    for (NodeId node : expected()) reachability(node, all);
    stillMoving(all);
    for (Violation violation : target.violations()) placement(violation, all);
    for (Member member : target.members()) headroom(member.id(), all);
    return List.copyOf(all);
  }

  /** Whoever takes part before or after, save those who are given up for lost. */
  private Set<NodeId> expected() {
    Set<NodeId> expected = new TreeSet<>(now.participants());
    target.members().forEach(member -> expected.add(member.id()));
    expected.removeAll(lost);
    return expected;
  }

  private void lastCopies(List<Objection> all) {
    List<Integer> orphaned = new ArrayList<>();
    for (int p = 0; p < now.partitions(); p++) {
      if (lost.containsAll(now.keepers(p, target.replicas()))) orphaned.add(p);
    }
    if (!orphaned.isEmpty())
      all.add(
          new Objection(
              Kind.LAST_COPIES,
              "every keeper of "
                  + named(orphaned, "partition")
                  + " would be given up for lost: bring one of them back, or its disk",
              "all keys of these partitions are lost"));
  }

  private void reachability(NodeId node, List<Objection> all) {
    boolean joins = !now.participants().contains(node);
    if (!inputs.reports().containsKey(node)) {
      all.add(joins ? absentNewcomer(node) : absent(node));
      return;
    }
    Report report = inputs.reports().get(node);
    if (!joins && !report.ring().equals(now.id()))
      all.add(
          new Objection(
              Kind.OTHER_RING,
              node
                  + " goes by ring "
                  + report.ring()
                  + " of epoch "
                  + report.epoch()
                  + ", not by "
                  + now.id()
                  + " of epoch "
                  + now.version().epoch()
                  + ": wait until it has heard of this one",
              "two changes of membership may be under way at once: one of them is superseded, and"
                  + " reads may miss what was written by it"));
  }

  private static Objection absent(NodeId node) {
    return new Objection(
        Kind.UNREACHABLE,
        node
            + " does not answer: start it, or if it will not come back replace it or remove it by"
            + " force",
        "if "
            + node
            + " runs, cut off from the others, it goes on by the old ring: reads may miss what it"
            + " writes. Partitions that move away from it do not settle until it is back");
  }

  private static Objection absentNewcomer(NodeId node) {
    return new Objection(
        Kind.UNREACHABLE,
        node + " is to join and does not answer: start it first",
        "partitions that " + node + " gains do not settle until it comes");
  }

  private void stillMoving(List<Objection> all) {
    List<Integer> moving = new ArrayList<>();
    for (int p = 0; p < now.partitions(); p++) if (now.stage(p) != Stage.SETTLED) moving.add(p);
    if (!moving.isEmpty()) {
      all.add(
          stillMoving(
              named(moving, "partition") + " of the last change have not settled: wait until"));
      return;
    }
    List<NodeId> unaware = new ArrayList<>();
    inputs
        .reports()
        .forEach(
            (node, report) -> {
              boolean same = report.ring().equals(now.id());
              if (same && !now.with(report.progress()).isSettled()) unaware.add(node);
            });
    if (!unaware.isEmpty())
      all.add(
          stillMoving(unaware + " have not heard yet that the last change is done: wait until"));
  }

  private static Objection stillMoving(String what) {
    return new Objection(
        Kind.STILL_MOVING,
        what + " transfers are done, or force it if they cannot be, because a node is lost",
        "what is under way starts once more from where it came, and a node that has heard more"
            + " of it than this one may miss writes");
  }

  private static void placement(Violation violation, List<Objection> all) {
    if (violation.avoidable())
      all.add(
          new Objection(
              Kind.PLACEMENT,
              violation.sentence(),
              "one failure may take more than one replica of these partitions"));
  }

  private void headroom(NodeId node, List<Objection> all) {
    long bytes = freight.in(node);
    long needed = bytes + bytes / 5;
    long free = inputs.freeBytes(node);
    if (bytes == 0 || free >= needed) return;
    all.add(
        new Objection(
            Kind.DISK,
            node
                + " receives "
                + mebibytes(bytes)
                + " and needs a fifth more than that, but its disk has room for "
                + mebibytes(free)
                + ": make room, or give it a lower capacity",
            "the disk of "
                + node
                + " fills up: it refuses writes, and what moves there does not settle"));
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  private static String named(List<Integer> numbers, String what) {
    if (numbers.size() == 1) return what + " " + numbers.get(0);
    String first = numbers.subList(0, Math.min(MOST_NAMED, numbers.size())).toString();
    String some = first.substring(1, first.length() - 1);
    return numbers.size()
        + " "
        + what
        + "s ("
        + some
        + (numbers.size() > MOST_NAMED ? ", …)" : ")");
  }
}

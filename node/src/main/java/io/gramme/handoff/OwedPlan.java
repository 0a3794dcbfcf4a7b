package io.gramme.handoff;

import io.gramme.machine.Step;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which homes missed something in which partitions that nobody keeps for them, and how far each of
 * these debts has come: written down, the home asked to compare the partition with all others, and
 * struck off when that is done.
 *
 * <p>Only a comparison that was asked for after the last time that something was missed settles a
 * debt. So every asking has a number, and a new miss makes the number that is out worthless.
 *
 * @param debts by whom and where
 * @param lastNumber that was given to an asking or to a writing
 */
public record OwedPlan(SortedMap<Range, Debt> debts, long lastNumber) {

  static final OwedPlan NONE = new OwedPlan(new TreeMap<>(), 0);

  /** The most comparisons that this node waits for at once. */
  static final int MOST_ASKED = 64;

  /** After so many scans without an answer another debt has its turn. */
  static final int LONGEST_ASKED_SCANS = 60;

  /** One home's replica of a partition. */
  public record Range(NodeId home, int partition) implements Comparable<Range> {

    private static final Comparator<Range> ORDER =
        Comparator.comparing(Range::home).thenComparing(Range::partition);

    @Override
    public int compareTo(Range other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What is known of a debt.
   *
   * @param writing the number of the writing that is out, {@link #WRITTEN} if it is on the disk
   * @param asked the number of the asking that is out, 0 for none
   * @param scans how many have passed since it was first asked
   * @param turn when its turn to be asked has come: least first
   */
  record Debt(long writing, long asked, int scans, long turn) {

    static final long WRITTEN = 0;

    boolean isWritten() {
      return writing == WRITTEN;
    }

    boolean isAsked() {
      return asked != 0;
    }

    Debt writing(long number) {
      return new Debt(number, asked, scans, turn);
    }

    Debt asked(long number) {
      return new Debt(writing, number, 0, turn);
    }

    Debt askedAgain() {
      return new Debt(writing, asked, scans + 1, turn);
    }

    Debt unasked(long nextTurn) {
      return new Debt(writing, 0, 0, nextTurn);
    }
  }

  /** What the plan asks of the world. */
  public sealed interface Effect {
    void performOn(Shell shell);
  }

  /** Write the debt down, and say under this number how that went. */
  record Write(Range range, long number) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.write(range, number);
    }
  }

  /** Ask the home, perhaps again under a number that is out already. */
  record Ask(Range range, long number) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.ask(range, number);
    }
  }

  /** Nobody waits for the answer to this number any more. */
  record Forget(long number) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.forget(number);
    }
  }

  /** Strike the debt off, on the disk too. */
  record Strike(Range range) implements Effect {
    @Override
    public void performOn(Shell shell) {
      shell.strike(range);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  public interface Shell {
    void write(Range range, long number);

    void ask(Range range, long number);

    void forget(long number);

    void strike(Range range);
  }

  /** The debts that stand on the disk. */
  public static OwedPlan of(Map<NodeId, ? extends SortedSet<Integer>> owed) {
    SortedMap<Range, Debt> debts = new TreeMap<>();
    owed.forEach(
        (home, partitions) ->
            partitions.forEach(
                p -> debts.put(new Range(home, p), new Debt(Debt.WRITTEN, 0, 0, 0))));
    return new OwedPlan(debts, 0);
  }

  /** A home missed something. */
  public Step<OwedPlan, Effect> onMissed(Range range) {
    Debt known = debts.get(range);
    if (known == null) {
      long number = lastNumber + 1;
      return Step.to(with(range, new Debt(number, 0, 0, 0), number), new Write(range, number));
    }
    if (!known.isAsked()) return Step.to(this);
    return Step.to(with(range, known.unasked(known.turn()), lastNumber), new Forget(known.asked()));
  }

  /** A writing is on the disk, or failed; it is tried again then. */
  public OwedPlan onWritten(Range range, long number, boolean isWritten) {
    Debt debt = debts.get(range);
    if (debt == null || debt.writing() != number || !isWritten) return this;
    return with(range, debt.writing(Debt.WRITTEN), lastNumber);
  }

  /** The home has answered an asking. */
  public Step<OwedPlan, Effect> onRepaired(Range range, long number) {
    Debt debt = debts.get(range);
    if (debt == null || debt.asked() != number) return Step.to(this);
    SortedMap<Range, Debt> others = new TreeMap<>(debts);
    others.remove(range);
    return Step.to(
        new OwedPlan(others, lastNumber), List.of(new Forget(number), new Strike(range)));
  }

  /**
   * It is time to go through the debts: those of nodes that have left the ring are none, those of
   * nodes that can be reached are asked for.
   */
  public Step<OwedPlan, Effect> onScan(Predicate<NodeId> isMember, Set<NodeId> reachable) {
    SortedMap<Range, Debt> next = new TreeMap<>();
    List<Effect> effects = new ArrayList<>();
    long number = lastNumber;
    for (Map.Entry<Range, Debt> each : debts.entrySet()) {
      Range range = each.getKey();
      Debt debt = each.getValue();
      if (debt.isAsked() && isInVain(range, debt, isMember, reachable)) {
        effects.add(new Forget(debt.asked()));
        debt = debt.unasked(++number);
      }
      if (!isMember.test(range.home())) {
        effects.add(new Strike(range));
        continue;
      }
      if (!debt.isWritten()) {
        debt = debt.writing(++number);
        effects.add(new Write(range, number));
      }
      if (debt.isAsked()) {
        debt = debt.askedAgain();
        effects.add(new Ask(range, debt.asked()));
      }
      next.put(range, debt);
    }
    return new OwedPlan(next, number).asking(reachable, effects);
  }

  private static boolean isInVain(
      Range range, Debt debt, Predicate<NodeId> isMember, Set<NodeId> reachable) {
    return debt.scans() >= LONGEST_ASKED_SCANS
        || !isMember.test(range.home())
        || !reachable.contains(range.home());
  }

  /** Asks for as many more as there is room for, those first that have waited longest. */
  private Step<OwedPlan, Effect> asking(Set<NodeId> reachable, List<Effect> effects) {
    long out = debts.values().stream().filter(Debt::isAsked).count();
    List<Map.Entry<Range, Debt>> chosen =
        debts.entrySet().stream()
            .filter(each -> !each.getValue().isAsked())
            .filter(each -> reachable.contains(each.getKey().home()))
            .sorted(Comparator.comparingLong(each -> each.getValue().turn()))
            .limit(Math.max(0, MOST_ASKED - out))
            .toList();
    SortedMap<Range, Debt> all = new TreeMap<>(debts);
    long number = lastNumber;
    for (Map.Entry<Range, Debt> each : chosen) {
      all.put(each.getKey(), each.getValue().asked(++number));
      effects.add(new Ask(each.getKey(), number));
    }
    return Step.to(new OwedPlan(all, number), effects);
  }

  /** Whether a debt stands on the disk. */
  public boolean isWritten(Range range) {
    Debt debt = debts.get(range);
    return debt != null && debt.isWritten();
  }

  /** Which partitions each home is owed. */
  public SortedMap<NodeId, SortedSet<Integer>> byHome() {
    SortedMap<NodeId, SortedSet<Integer>> all = new TreeMap<>();
    for (Range each : debts.keySet()) {
      all.computeIfAbsent(each.home(), home -> new TreeSet<>()).add(each.partition());
    }
    return all;
  }

  private OwedPlan with(Range range, Debt debt, long number) {
    SortedMap<Range, Debt> all = new TreeMap<>(debts);
    all.put(range, debt);
    return new OwedPlan(all, number);
  }
}

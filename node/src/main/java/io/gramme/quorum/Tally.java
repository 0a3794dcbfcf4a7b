package io.gramme.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the answers to one request and says when the result can no longer change.
 *
 * <p>It counts seats, one for each replica that a key has. A seat is taken by the node at home in
 * it or, where that does not answer, by a stand-in (Dynamo §4.6, sloppy quorum), and counts once
 * whoever and however many take it: a late primary and its stand-in are not two replicas. Only a
 * node at home makes a primary.
 *
 * @param needs what must be reached, all of it
 * @param seats in the order of the preference list
 */
public record Tally(List<Need> needs, List<Seat> seats) {

  /** How far a request has come. */
  public enum Verdict {
    PENDING,
    REACHED,
    OUT_OF_REACH
  }

  /** What is known of the node at home in a seat. */
  public enum Home {
    ASKED,
    AGREED,
    FAILED
  }

  /**
   * What is known of one seat.
   *
   * @param standInsOut how many stand-ins were asked and have not been heard of yet
   * @param isTaken whether anybody has answered as wanted
   * @param isDurable whether anybody has made the write durable
   */
  public record Seat(Home home, int standInsOut, boolean isTaken, boolean isDurable) {

    private static final Seat ASKED = new Seat(Home.ASKED, 0, false, false);

    /** Whether somebody may still answer for it. */
    public boolean isOpen() {
      return home == Home.ASKED || standInsOut > 0;
    }
  }

  /**
   * One count that must be reached.
   *
   * @param required 0 and up; 0 is reached by saying nothing
   */
  public record Need(Requirement requirement, int required) {

    public Need {
      if (required < 0) throw new IllegalArgumentException(requirement + " of " + required);
    }
  }

  /** A count that fell short. */
  public record Shortfall(Requirement requirement, int got, int required) {}

  public Tally {
    needs = List.copyOf(needs);
    seats = List.copyOf(seats);
  }

  /** Everybody at home is asked, and nobody has answered yet. */
  public static Tally of(List<Need> needs, int seats) {
    List<Seat> asked = new ArrayList<>(seats);
    for (int i = 0; i < seats; i++) asked.add(Seat.ASKED);
    return new Tally(needs, asked);
  }

  /**
   * The node at home in a seat answered as wanted; also if it had failed before, since late is not
   * never.
   *
   * @param isDurable whether it also made the write durable
   */
  public Tally agree(int seat, boolean isDurable) {
    Seat it = seats.get(seat);
    if (it.home() == Home.AGREED) return this;
    return with(seat, new Seat(Home.AGREED, it.standInsOut(), true, it.isDurable() || isDurable));
  }

  /** The node at home refused, or can not be reached. */
  public Tally fail(int seat) {
    Seat it = seats.get(seat);
    if (it.home() != Home.ASKED) return this;
    return with(seat, new Seat(Home.FAILED, it.standInsOut(), it.isTaken(), it.isDurable()));
  }

  /** Another node is asked in the place of the one at home. */
  public Tally askStandIn(int seat) {
    Seat it = seats.get(seat);
    return with(seat, new Seat(it.home(), it.standInsOut() + 1, it.isTaken(), it.isDurable()));
  }

  /** A stand-in answered as wanted; the caller sees to it that each is counted once. */
  public Tally standInAgrees(int seat, boolean isDurable) {
    Seat it = seats.get(seat);
    int out = Math.max(0, it.standInsOut() - 1);
    return with(seat, new Seat(it.home(), out, true, it.isDurable() || isDurable));
  }

  /** A stand-in refused, or can not be reached; the caller counts each once. */
  public Tally standInFails(int seat) {
    Seat it = seats.get(seat);
    int out = Math.max(0, it.standInsOut() - 1);
    return with(seat, new Seat(it.home(), out, it.isTaken(), it.isDurable()));
  }

  public Verdict verdict() {
    boolean allReached = true;
    for (Need need : needs) {
      int got = got(need.requirement());
      if (got >= need.required()) continue;
      if (got + possible(need.requirement()) < need.required()) return Verdict.OUT_OF_REACH;
      allReached = false;
    }
    return allReached ? Verdict.REACHED : Verdict.PENDING;
  }

  /** Whether anybody who was asked may still answer. */
  public boolean isOpen() {
    for (Seat seat : seats) if (seat.isOpen()) return true;
    return false;
  }

  /** The first need that is not reached yet, with what was got so far. */
  public Optional<Shortfall> shortfall() {
    for (Need need : needs) {
      int got = got(need.requirement());
      if (got < need.required())
        return Optional.of(new Shortfall(need.requirement(), got, need.required()));
    }
    return Optional.empty();
  }

  /** The first need that can not be reached any more, with the most that could be got. */
  public Optional<Shortfall> outOfReach() {
    for (Need need : needs) {
      int most = got(need.requirement()) + possible(need.requirement());
      if (most < need.required())
        return Optional.of(new Shortfall(need.requirement(), most, need.required()));
    }
    return Optional.empty();
  }

  private int got(Requirement requirement) {
    int count = 0;
    for (Seat seat : seats) if (has(seat, requirement)) count++;
    return count;
  }

  private int possible(Requirement requirement) {
    int count = 0;
    for (Seat seat : seats) if (!has(seat, requirement) && mayYet(seat, requirement)) count++;
    return count;
  }

  private static boolean has(Seat seat, Requirement requirement) {
    return switch (requirement.counted) {
      case ANSWERS -> seat.isTaken();
      case PRIMARIES -> seat.home() == Home.AGREED;
      case DURABLE -> seat.isDurable();
    };
  }

  private static boolean mayYet(Seat seat, Requirement requirement) {
    return switch (requirement.counted) {
      case ANSWERS, DURABLE -> seat.isOpen();
      case PRIMARIES -> seat.home() == Home.ASKED;
    };
  }

  private Tally with(int seat, Seat changed) {
    List<Seat> all = new ArrayList<>(seats);
    all.set(seat, changed);
    return new Tally(needs, all);
  }
}

package io.gramme.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Counts the answers to one request and says when the result can no longer change.
 *
 * <p>It counts seats, one for each replica that a key has. A seat is taken by the node at home in
 * it or, where that does not answer, by a stand-in (Dynamo §4.6, sloppy quorum), and counts once
 * whoever and however many take it: a late primary and its stand-in are not two replicas. Only a
 * node at home makes a primary.
 *
 * <p>While a partition moves, two groups of seats must both agree, each by itself (the joint
 * consensus of Raft, Ongaro and Ousterhout 2014, §6): whoever counts only one of the groups then
 * meets whoever counts both. A seat may be in both and counts in both.
 *
 * @param needs what must be reached in each group, all of it
 * @param seats in the order of the preference list
 * @param groups the seats among which to count, at least one
 */
public record Tally(List<Need> needs, List<Seat> seats, List<Group> groups) {

  /** How far a request has come. */
  public enum Verdict {
    PENDING,
    REACHED,
    OUT_OF_REACH
  }

  /**
   * Seats that are counted together.
   *
   * @param seats by their numbers, at least one, each once
   */
  public record Group(List<Integer> seats) {

    private static final int MOST_KEPT = 32;

    /** One group of all, for so many seats: what almost every request counts in. */
    private static final List<List<Group>> ALL =
        IntStream.rangeClosed(1, MOST_KEPT).mapToObj(Group::make).toList();

    public Group {
      seats = List.copyOf(seats);
      if (seats.isEmpty()) throw new IllegalArgumentException("a group of nobody");
    }

    /** All of so many seats as the only group; at least one seat. */
    public static List<Group> ofAll(int seats) {
      return seats >= 1 && seats <= MOST_KEPT ? ALL.get(seats - 1) : make(seats);
    }

    private static List<Group> make(int seats) {
      return List.of(new Group(IntStream.range(0, seats).boxed().toList()));
    }

    public int size() {
      return seats.size();
    }
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
    groups = List.copyOf(groups);
    if (groups.isEmpty()) throw new IllegalArgumentException("nobody to count");
  }

  /** Everybody at home is asked, nobody has answered yet, and all are counted together. */
  public static Tally of(List<Need> needs, int seats) {
    return of(needs, seats, Group.ofAll(seats));
  }

  /**
   * Everybody at home is asked, nobody has answered yet, and every group must agree. A need that is
   * greater than a group is cut to it, but not in the largest: that is how many replicas there are.
   */
  public static Tally of(List<Need> needs, int seats, List<Group> groups) {
    List<Seat> asked = new ArrayList<>(seats);
    for (int i = 0; i < seats; i++) asked.add(Seat.ASKED);
    return new Tally(needs, asked, groups);
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
      for (Group group : groups) {
        int got = got(need.requirement(), group);
        int required = required(need, group);
        if (got >= required) continue;
        if (got + possible(need.requirement(), group) < required) return Verdict.OUT_OF_REACH;
        allReached = false;
      }
    }
    return allReached ? Verdict.REACHED : Verdict.PENDING;
  }

  /** Whether anybody who was asked may still answer. */
  public boolean isOpen() {
    for (Seat seat : seats) if (seat.isOpen()) return true;
    return false;
  }

  /** The first need that is not reached yet in some group, with what was got there so far. */
  public Optional<Shortfall> shortfall() {
    for (Need need : needs) {
      for (Group group : groups) {
        int got = got(need.requirement(), group);
        int required = required(need, group);
        if (got < required) return Optional.of(new Shortfall(need.requirement(), got, required));
      }
    }
    return Optional.empty();
  }

  /**
   * The first need that can not be reached any more in some group, with the most that could be got
   * there.
   */
  public Optional<Shortfall> outOfReach() {
    for (Need need : needs) {
      for (Group group : groups) {
        int most = got(need.requirement(), group) + possible(need.requirement(), group);
        int required = required(need, group);
        if (most < required) return Optional.of(new Shortfall(need.requirement(), most, required));
      }
    }
    return Optional.empty();
  }

  private int required(Need need, Group group) {
    if (need.required() <= group.size()) return need.required();
    for (Group other : groups) if (other.size() > group.size()) return group.size();
    return need.required();
  }

  private int got(Requirement requirement, Group group) {
    int count = 0;
    for (int seat : group.seats()) if (has(seats.get(seat), requirement)) count++;
    return count;
  }

  private int possible(Requirement requirement, Group group) {
    int count = 0;
    for (int i : group.seats()) {
      Seat seat = seats.get(i);
      if (!has(seat, requirement) && mayYet(seat, requirement)) count++;
    }
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
    return new Tally(needs, all, groups);
  }
}

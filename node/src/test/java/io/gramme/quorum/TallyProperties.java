package io.gramme.quorum;

import static io.gramme.quorum.Tally.Verdict.OUT_OF_REACH;
import static io.gramme.quorum.Tally.Verdict.PENDING;
import static io.gramme.quorum.Tally.Verdict.REACHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.quorum.Tally.Group;
import io.gramme.quorum.Tally.Need;
import io.gramme.quorum.Tally.Shortfall;
import io.gramme.quorum.Tally.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TallyProperties {

  private static final int SEATS = 3;
  private static final List<Group> TOGETHER = Group.ofAll(SEATS);

  enum Reply {
    FAILS,
    AGREES,
    AGREES_DURABLY
  }

  /** An answer for a seat: of the node at home in it, or of the one stand-in that was asked. */
  record Answer(int seat, boolean isHome, Reply reply) {}

  /** What was first heard of each that was asked; a home that failed may yet agree. */
  private record Heard(Map<Integer, Reply> homes, Map<Integer, Reply> standIns) {

    static Heard nothing() {
      return new Heard(new HashMap<>(), new HashMap<>());
    }

    Heard with(Answer answer) {
      Heard more = new Heard(new HashMap<>(homes), new HashMap<>(standIns));
      if (!answer.isHome()) more.standIns.putIfAbsent(answer.seat(), answer.reply());
      else if (homes.get(answer.seat()) == Reply.FAILS)
        more.homes.put(answer.seat(), answer.reply());
      else more.homes.putIfAbsent(answer.seat(), answer.reply());
      return more;
    }

    boolean isTaken(int seat) {
      return agrees(homes.get(seat)) || agrees(standIns.get(seat));
    }

    boolean isDurable(int seat) {
      return homes.get(seat) == Reply.AGREES_DURABLY || standIns.get(seat) == Reply.AGREES_DURABLY;
    }

    private static boolean agrees(Reply reply) {
      return reply == Reply.AGREES || reply == Reply.AGREES_DURABLY;
    }
  }

  @Property
  void agreesWithTheSlowDefinitionAfterEveryAnswer(
      @ForAll("needs") List<Need> needs,
      @ForAll("standIns") Set<Integer> standIns,
      @ForAll("answers") List<Answer> answers) {
    agreesWithTheSlowDefinition(needs, TOGETHER, standIns, answers);
  }

  @Property
  void agreesWithTheSlowDefinitionInEveryGroup(
      @ForAll("needs") List<Need> needs,
      @ForAll("groups") List<Group> groups,
      @ForAll("standIns") Set<Integer> standIns,
      @ForAll("answers") List<Answer> answers) {
    agreesWithTheSlowDefinition(needs, groups, standIns, answers);
  }

  private static void agreesWithTheSlowDefinition(
      List<Need> needs, List<Group> groups, Set<Integer> standIns, List<Answer> answers) {
    Tally tally = tally(needs, groups, standIns);
    Heard heard = Heard.nothing();
    assertThat(tally.verdict()).isEqualTo(slowVerdict(needs, groups, standIns, heard));
    for (Answer answer : answers) {
      tally = after(tally, standIns, heard, answer);
      if (wasAsked(standIns, answer)) heard = heard.with(answer);
      assertThat(tally.verdict()).isEqualTo(slowVerdict(needs, groups, standIns, heard));
    }
  }

  @Property
  void isReachedWhereEachGroupAloneIsReached(
      @ForAll("needs") List<Need> needs, @ForAll("answers") List<Answer> answers) {
    List<Group> joint = List.of(group(0, 1), group(1, 2));
    Verdict first = verdictOf(needs, List.of(group(0, 1)), answers);
    Verdict second = verdictOf(needs, List.of(group(1, 2)), answers);
    Verdict both = verdictOf(needs, joint, answers);
    assertThat(both == REACHED).isEqualTo(first == REACHED && second == REACHED);
    assertThat(both == OUT_OF_REACH).isEqualTo(first == OUT_OF_REACH || second == OUT_OF_REACH);
  }

  private static Verdict verdictOf(List<Need> needs, List<Group> groups, List<Answer> answers) {
    Tally tally = tally(needs, groups, Set.of());
    for (Answer answer : answers) tally = after(tally, Set.of(), Heard.nothing(), answer);
    return tally.verdict();
  }

  @Property
  void whatIsReachedStaysReached(
      @ForAll("needs") List<Need> needs,
      @ForAll("groups") List<Group> groups,
      @ForAll("standIns") Set<Integer> standIns,
      @ForAll("answers") List<Answer> answers) {
    Tally tally = tally(needs, groups, standIns);
    Heard heard = Heard.nothing();
    for (Answer answer : answers) {
      Verdict before = tally.verdict();
      tally = after(tally, standIns, heard, answer);
      if (wasAsked(standIns, answer)) heard = heard.with(answer);
      if (before == REACHED) assertThat(tally.verdict()).isEqualTo(REACHED);
    }
  }

  @Property
  void saysWhatFellShortAndWhatIsOutOfReach(
      @ForAll("needs") List<Need> needs, @ForAll("answers") List<Answer> answers) {
    Tally tally = tally(needs, TOGETHER, Set.of());
    for (Answer answer : answers) tally = after(tally, Set.of(), Heard.nothing(), answer);
    assertThat(tally.shortfall().isPresent()).isEqualTo(tally.verdict() != REACHED);
    assertThat(tally.outOfReach().isPresent()).isEqualTo(tally.verdict() == OUT_OF_REACH);
    for (Optional<Shortfall> named : List.of(tally.shortfall(), tally.outOfReach())) {
      named.ifPresent(
          it -> {
            assertThat(it.got()).isLessThan(it.required());
            assertThat(needs).contains(new Need(it.requirement(), it.required()));
          });
    }
  }

  @Property
  void aHomeThatSaysTheSameTwiceCountsOnce(@ForAll("answers") List<Answer> answers) {
    Tally often = tally(List.of(), TOGETHER, Set.of());
    Tally once = often;
    for (Answer answer : answers) {
      if (!answer.isHome()) continue;
      once = after(once, Set.of(), Heard.nothing(), answer);
      often = after(often, Set.of(), Heard.nothing(), answer);
      often = after(often, Set.of(), Heard.nothing(), answer);
    }
    assertThat(often).isEqualTo(once);
  }

  @Example
  void aShortfallSaysWhatWasGotAndOutOfReachWhatCouldBe() {
    Tally tally = Tally.of(List.of(new Need(Requirement.W, 3)), 3).agree(0, false).fail(1);
    assertThat(tally.shortfall()).contains(new Shortfall(Requirement.W, 1, 3));
    assertThat(tally.outOfReach()).contains(new Shortfall(Requirement.W, 2, 3));
  }

  @Example
  void aStandInIsNoPrimary() {
    Tally tally = Tally.of(List.of(new Need(Requirement.PW, 2)), 3).agree(0, true).fail(2);
    assertThat(tally.askStandIn(2).standInAgrees(2, true).verdict()).isEqualTo(PENDING);
    assertThat(tally.agree(1, false).verdict()).isEqualTo(REACHED);
    assertThat(tally.fail(1).verdict()).isEqualTo(OUT_OF_REACH);
  }

  /** Else three copies on two seats would pass for a write that every replica has. */
  @Example
  void aLatePrimaryAndItsStandInTakeOneSeat() {
    Tally tally =
        Tally.of(List.of(new Need(Requirement.W, 3)), 3)
            .agree(0, false)
            .askStandIn(1)
            .standInAgrees(1, false)
            .agree(1, false);
    assertThat(tally.shortfall()).contains(new Shortfall(Requirement.W, 2, 3));
  }

  @Example
  void nothingIsOutOfReachWhileAStandInMayAnswer() {
    Tally tally = Tally.of(List.of(new Need(Requirement.W, 1)), 1).fail(0);
    assertThat(tally.verdict()).isEqualTo(OUT_OF_REACH);
    assertThat(tally.askStandIn(0).verdict()).isEqualTo(PENDING);
    assertThat(tally.askStandIn(0).standInAgrees(0, false).verdict()).isEqualTo(REACHED);
    assertThat(tally.askStandIn(0).standInFails(0).verdict()).isEqualTo(OUT_OF_REACH);
  }

  /** A majority of the old replicas does not speak for the new ones, nor the other way round. */
  @Example
  void bothTheOldReplicasAndTheNewMustAgree() {
    Tally tally =
        Tally.of(List.of(new Need(Requirement.W, 2)), 4, List.of(group(0, 1, 2), group(1, 2, 3)));
    assertThat(tally.agree(1, false).agree(2, false).verdict()).isEqualTo(REACHED);
    assertThat(tally.agree(0, false).agree(1, false).verdict()).isEqualTo(PENDING);
    assertThat(tally.agree(0, false).agree(1, false).shortfall())
        .contains(new Shortfall(Requirement.W, 1, 2));
    assertThat(tally.agree(0, false).agree(3, false).agree(1, false).verdict()).isEqualTo(REACHED);
    assertThat(tally.agree(0, false).agree(1, false).fail(2).fail(3).verdict())
        .isEqualTo(OUT_OF_REACH);
  }

  /** While a ring grows from one node to three, or shrinks to one, ALL means all of either. */
  @Example
  void whatIsTooMuchForASmallerGroupIsAllOfIt() {
    List<Group> growing = List.of(group(0), group(0, 1, 2));
    Tally all = Tally.of(List.of(new Need(Requirement.W, 3)), 3, growing);
    assertThat(all.agree(0, false).verdict()).isEqualTo(PENDING);
    assertThat(all.agree(0, false).agree(1, false).agree(2, false).verdict()).isEqualTo(REACHED);
    Tally more = Tally.of(List.of(new Need(Requirement.W, 4)), 3, growing);
    assertThat(more.outOfReach()).contains(new Shortfall(Requirement.W, 3, 4));
    Tally two = Tally.of(List.of(new Need(Requirement.W, 2)), 1);
    assertThat(two.outOfReach()).contains(new Shortfall(Requirement.W, 1, 2));
  }

  private static Group group(Integer... seats) {
    return new Group(List.of(seats));
  }

  private static Tally tally(List<Need> needs, List<Group> groups, Set<Integer> standIns) {
    Tally tally = Tally.of(needs, SEATS, groups);
    for (int seat : standIns) tally = tally.askStandIn(seat);
    return tally;
  }

  private static boolean wasAsked(Set<Integer> standIns, Answer answer) {
    return answer.isHome() || standIns.contains(answer.seat());
  }

  private static Tally after(Tally tally, Set<Integer> standIns, Heard heard, Answer answer) {
    boolean isDurable = answer.reply() == Reply.AGREES_DURABLY;
    int seat = answer.seat();
    if (answer.isHome())
      return answer.reply() == Reply.FAILS ? tally.fail(seat) : tally.agree(seat, isDurable);
    if (!standIns.contains(seat) || heard.standIns().containsKey(seat)) return tally;
    return answer.reply() == Reply.FAILS
        ? tally.standInFails(seat)
        : tally.standInAgrees(seat, isDurable);
  }

  /** Tries everything that the silent nodes could still answer. */
  private static Verdict slowVerdict(
      List<Need> needs, List<Group> groups, Set<Integer> standIns, Heard heard) {
    List<Boolean> endings =
        endings(standIns, heard).map(ending -> meets(needs, groups, ending)).distinct().toList();
    if (endings.size() == 2) return PENDING;
    return endings.get(0) ? REACHED : OUT_OF_REACH;
  }

  private static Stream<Heard> endings(Set<Integer> standIns, Heard heard) {
    Optional<Answer> silent =
        Stream.concat(
                IntStream.range(0, SEATS)
                    .filter(seat -> !heard.homes().containsKey(seat))
                    .mapToObj(seat -> new Answer(seat, true, Reply.FAILS)),
                standIns.stream()
                    .filter(seat -> !heard.standIns().containsKey(seat))
                    .map(seat -> new Answer(seat, false, Reply.FAILS)))
            .findFirst();
    if (silent.isEmpty()) return Stream.of(heard);
    Answer next = silent.get();
    return Stream.of(Reply.values())
        .flatMap(
            reply -> endings(standIns, heard.with(new Answer(next.seat(), next.isHome(), reply))));
  }

  private static boolean meets(List<Need> needs, List<Group> groups, Heard ending) {
    int largest = groups.stream().mapToInt(Group::size).max().orElseThrow();
    return groups.stream()
        .allMatch(
            group ->
                needs.stream()
                    .allMatch(
                        need -> {
                          int required =
                              group.size() < largest
                                  ? Math.min(group.size(), need.required())
                                  : need.required();
                          return count(need.requirement(), group, ending) >= required;
                        }));
  }

  private static long count(Requirement requirement, Group group, Heard ending) {
    return group.seats().stream()
        .filter(
            seat ->
                switch (requirement) {
                  case R, W, NODE_CONFIRMS -> ending.isTaken(seat);
                  case PR, PW -> Heard.agrees(ending.homes().get(seat));
                  case DW -> ending.isDurable(seat);
                })
        .count();
  }

  @Provide
  Arbitrary<List<Need>> needs() {
    return Combinators.combine(
            Arbitraries.of(Requirement.values()), Arbitraries.integers().between(0, 4))
        .as(Need::new)
        .list()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<Set<Integer>> standIns() {
    return Arbitraries.integers().between(0, SEATS - 1).set().ofMaxSize(2);
  }

  /** One or two; a seat may be in none, in one or in both. */
  @Provide
  Arbitrary<List<Group>> groups() {
    return Arbitraries.integers()
        .between(0, SEATS - 1)
        .set()
        .ofMinSize(1)
        .map(seats -> new Group(List.copyOf(seats)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(2);
  }

  /** Up to twelve answers, some of stand-ins never asked: most runs hold contradictions. */
  @Provide
  Arbitrary<List<Answer>> answers() {
    return Combinators.combine(
            Arbitraries.integers().between(0, SEATS - 1),
            Arbitraries.of(true, false),
            Arbitraries.of(Reply.values()))
        .as(Answer::new)
        .list()
        .ofMaxSize(12);
  }
}

package io.gramme.quorum;

import static io.gramme.quorum.Tally.Verdict.OUT_OF_REACH;
import static io.gramme.quorum.Tally.Verdict.PENDING;
import static io.gramme.quorum.Tally.Verdict.REACHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import io.gramme.quorum.Tally.Need;
import io.gramme.quorum.Tally.Shortfall;
import io.gramme.quorum.Tally.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TallyProperties {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final NodeId NOBODY = new NodeId("nobody");
  private static final Set<NodeId> PRIMARIES = Set.of(ANN, BOB, CAT);
  private static final Set<NodeId> ASKED = Set.of(ANN, BOB, DAN);

  enum Reply {
    FAILS,
    AGREES,
    AGREES_DURABLY
  }

  record Answer(NodeId from, Reply reply) {}

  @Property
  void agreesWithTheSlowDefinitionAfterEveryAnswer(
      @ForAll("needs") List<Need> needs, @ForAll("answers") List<Answer> answers) {
    Tally tally = Tally.of(needs, PRIMARIES, ASKED);
    Map<NodeId, Reply> first = new LinkedHashMap<>();
    assertThat(tally.verdict()).isEqualTo(slowVerdict(needs, first));
    for (Answer answer : answers) {
      tally = after(tally, answer);
      if (ASKED.contains(answer.from())) first.putIfAbsent(answer.from(), answer.reply());
      assertThat(tally.verdict()).isEqualTo(slowVerdict(needs, first));
    }
  }

  @Property
  void neverChangesItsMind(
      @ForAll("needs") List<Need> needs, @ForAll("answers") List<Answer> answers) {
    Tally tally = Tally.of(needs, PRIMARIES, ASKED);
    for (Answer answer : answers) {
      Verdict before = tally.verdict();
      tally = after(tally, answer);
      if (before != PENDING) assertThat(tally.verdict()).isEqualTo(before);
    }
  }

  @Property
  void saysWhatFellShortAndWhatIsOutOfReach(
      @ForAll("needs") List<Need> needs, @ForAll("answers") List<Answer> answers) {
    Tally tally = Tally.of(needs, PRIMARIES, ASKED);
    for (Answer answer : answers) tally = after(tally, answer);
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
  void aNodeCountsOnceByItsFirstAnswer(@ForAll("answers") List<Answer> answers) {
    Tally often = Tally.of(List.of(), PRIMARIES, ASKED);
    Tally once = often;
    Map<NodeId, Reply> first = new LinkedHashMap<>();
    for (Answer answer : answers) {
      often = after(after(often, answer), answer);
      first.putIfAbsent(answer.from(), answer.reply());
    }
    for (var each : first.entrySet())
      once = after(once, new Answer(each.getKey(), each.getValue()));
    assertThat(often).isEqualTo(once);
  }

  @Example
  void aShortfallSaysWhatWasGotAndOutOfReachWhatCouldBe() {
    Need three = new Need(Requirement.W, 3);
    Tally tally = Tally.of(List.of(three), PRIMARIES, ASKED).agree(ANN, false).fail(BOB);
    assertThat(tally.shortfall()).contains(new Shortfall(Requirement.W, 1, 3));
    assertThat(tally.outOfReach()).contains(new Shortfall(Requirement.W, 2, 3));
  }

  @Example
  void aFallbackIsNoPrimary() {
    Need primaries = new Need(Requirement.PW, 2);
    Tally tally = Tally.of(List.of(primaries), PRIMARIES, ASKED).agree(DAN, true).agree(ANN, true);
    assertThat(tally.verdict()).isEqualTo(PENDING);
    assertThat(tally.agree(BOB, false).verdict()).isEqualTo(REACHED);
    assertThat(tally.fail(BOB).verdict()).isEqualTo(OUT_OF_REACH);
  }

  private static Tally after(Tally tally, Answer answer) {
    return answer.reply() == Reply.FAILS
        ? tally.fail(answer.from())
        : tally.agree(answer.from(), answer.reply() == Reply.AGREES_DURABLY);
  }

  /** Tries everything that the silent nodes could still answer. */
  private static Verdict slowVerdict(List<Need> needs, Map<NodeId, Reply> first) {
    List<Boolean> endings = endings(first).map(ending -> meets(needs, ending)).distinct().toList();
    if (endings.size() == 2) return PENDING;
    return endings.get(0) ? REACHED : OUT_OF_REACH;
  }

  private static Stream<Map<NodeId, Reply>> endings(Map<NodeId, Reply> first) {
    Optional<NodeId> silent = ASKED.stream().filter(each -> !first.containsKey(each)).findFirst();
    if (silent.isEmpty()) return Stream.of(first);
    return Stream.of(Reply.values())
        .flatMap(
            reply -> {
              Map<NodeId, Reply> more = new LinkedHashMap<>(first);
              more.put(silent.get(), reply);
              return endings(more);
            });
  }

  private static boolean meets(List<Need> needs, Map<NodeId, Reply> ending) {
    return needs.stream().allMatch(need -> count(need.requirement(), ending) >= need.required());
  }

  private static long count(Requirement requirement, Map<NodeId, Reply> ending) {
    return ending.entrySet().stream()
        .filter(each -> each.getValue() != Reply.FAILS)
        .filter(
            each ->
                switch (requirement) {
                  case R, W, NODE_CONFIRMS -> true;
                  case PR, PW -> PRIMARIES.contains(each.getKey());
                  case DW -> each.getValue() == Reply.AGREES_DURABLY;
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

  /** Up to twelve answers from four nodes, one never asked: most runs hold contradictions. */
  @Provide
  Arbitrary<List<Answer>> answers() {
    return Combinators.combine(
            Arbitraries.of(ANN, BOB, DAN, NOBODY), Arbitraries.of(Reply.values()))
        .as(Answer::new)
        .list()
        .ofMaxSize(12);
  }
}

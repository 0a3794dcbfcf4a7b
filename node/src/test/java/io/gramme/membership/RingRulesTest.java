package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.DAN;
import static io.gramme.membership.Nodes.addresses;
import static io.gramme.membership.Nodes.candidate;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.membership.RingRules.Learn;
import io.gramme.membership.RingRules.Refuse;
import io.gramme.membership.RingRules.Ruling;
import io.gramme.ring.Change;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.RingVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingRulesTest {

  private static final RingRules RULES = new RingRules(candidate(ANN, 5));
  private static final RingBook BOOK = founded(ANN, BOB, CAT);
  private static final Reception WELCOME = Reception.NONE.greeted(BOB, "");

  @Test
  void aChangeThatCanNotBeIsRefusedAtOnce() {
    assertThat(refusal(stage(RingBook.BLANK, new Change.Leave(ANN)))).contains("no ring");
    assertThat(refusal(stage(BOOK, new Change.Leave(DAN)))).contains("dan is no member");
    assertThat(refusal(stage(BOOK, new Change.Join(Member.of(BOB))))).contains("member");
    assertThat(refusal(stage(BOOK, new Change.Join(Member.of(DAN))))).contains("where node dan");
    RingBook staged = learned(BOOK, newcomer(BOOK, new Change.Join(Member.of(DAN))));
    assertThat(refusal(newcomer(staged, new Change.Replace(BOB, Member.of(DAN)))))
        .contains("staged to be let in otherwise");
    assertThat(refusal(RULES.stageNewcomer(BOOK, new Change.Leave(BOB), candidate(DAN, 1), 9)))
        .contains("does not let node dan in");
  }

  @Test
  void aNewcomersAddressIsKnownFromTheMomentItIsStagedUntilItIsNoMore() {
    RingBook staged = learned(BOOK, newcomer(BOOK, new Change.Join(Member.of(DAN))));
    FrontEnds places = RULES.frontEnds(staged, WELCOME, AddressBook.EMPTY);
    assertThat(places.participants()).isEqualTo(Map.of(BOB, "bob:8098", CAT, "cat:8098"));
    assertThat(places.guests()).isEqualTo(Map.of(DAN, "dan:8098"));
    RingBook cleared = learned(staged, RULES.clear(staged, 10));
    assertThat(cleared.addresses()).isEqualTo(addresses(ANN, BOB, CAT));
  }

  @Test
  void aRingIsFoundedOnlyByOneOfItsNodesAndWithinItsRules() {
    assertThat(refusal(RULES.found(RingBook.BLANK, List.of(candidate(BOB, 1)), 8, 2)))
        .contains("without itself");
    assertThat(refusal(RULES.found(RingBook.BLANK, List.of(candidate(ANN, 1)), 7, 2)))
        .contains("power of two");
  }

  /** A node that was away while another took its name must not go on as if nothing were. */
  @Test
  void aNodeWhoseNameALaterStartBearsIsRefused() {
    RingBook overtaken =
        BOOK.learn(RULES.located(BOOK, new Candidate(ANN, 100, "", "x:1", "other", 6)).news());
    assertThat(RULES.admittance(overtaken, WELCOME, "").kind()).isEqualTo(Admittance.Kind.REFUSED);
    assertThat(RULES.frontEnds(overtaken, WELCOME, AddressBook.EMPTY).mayJoin()).isFalse();
    assertThat(RULES.admittance(BOOK, WELCOME, "").mayServe()).isTrue();
  }

  @Test
  void onlyWhoTakesPartAndWasLetInMayJoinTheCluster() {
    assertThat(mayJoin(BOOK, Reception.NONE)).isFalse();
    assertThat(mayJoin(BOOK, WELCOME)).isTrue();
    assertThat(mayJoin(BOOK, WELCOME.greeted(CAT, "no"))).isFalse();
    assertThat(mayJoin(founded(ANN), Reception.NONE)).isTrue();
    assertThat(mayJoin(founded(BOB, CAT), WELCOME)).isFalse();
    assertThat(mayJoin(RingBook.BLANK, WELCOME)).isFalse();
  }

  @Test
  void whoHasLeftIsAnOutsider() {
    RingVersion without =
        BOOK.ring()
            .orElseThrow()
            .version()
            .next(BOB, 1, List.of(Member.of(BOB), Member.of(CAT)), Progress.none(BOOK.root()));
    RingBook leaving = BOOK.learn(RingNews.about(BOOK.root()).with(without));
    assertThat(RULES.admittance(leaving, WELCOME, "").kind())
        .as("until everything has moved")
        .isEqualTo(Admittance.Kind.MEMBER);
    assertThat(RULES.admittance(founded(BOB, CAT), WELCOME, "").kind())
        .isEqualTo(Admittance.Kind.OUTSIDER);
    assertThat(RULES.admittance(RingBook.BLANK, Reception.NONE, "waits"))
        .isEqualTo(new Admittance(Admittance.Kind.RINGLESS, "waits"));
  }

  @Test
  void anObjectionHoldsUntilItIsWithdrawnOrItsAuthorIsGoneAndAnotherWelcomes() {
    Reception refused = Reception.NONE.greeted(CAT, "no");
    assertThat(refused.among(Set.of()).refusal()).contains("no");
    assertThat(refused.greeted(BOB, "").refusal()).contains("no");
    assertThat(refused.greeted(BOB, "").among(Set.of(BOB, CAT)).refusal()).contains("no");
    assertThat(refused.greeted(BOB, "").among(Set.of(BOB)).refusal()).isEmpty();
    assertThat(refused.greeted(CAT, "").isWelcome()).isTrue();
  }

  private static boolean mayJoin(RingBook book, Reception reception) {
    return RULES.frontEnds(book, reception, AddressBook.EMPTY).mayJoin();
  }

  private static Ruling stage(RingBook book, Change change) {
    return RULES.stage(book, change, 9);
  }

  private static Ruling newcomer(RingBook book, Change change) {
    return RULES.stageNewcomer(book, change, candidate(DAN, 1), 9);
  }

  private static RingBook learned(RingBook book, Ruling ruling) {
    return book.learn(((Learn) ruling).news());
  }

  private static String refusal(Ruling ruling) {
    return String.join("; ", ((Refuse) ruling).reasons());
  }
}

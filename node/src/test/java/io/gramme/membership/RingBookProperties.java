package io.gramme.membership;

import static io.gramme.membership.Nodes.ALL;
import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.DAN;
import static io.gramme.membership.Nodes.EVE;
import static io.gramme.membership.Nodes.address;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import io.gramme.ring.Change;
import io.gramme.ring.Mark;
import io.gramme.ring.Member;
import io.gramme.ring.Progress;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What nodes hear of, in any order and any number of times, leads them to the same. */
class RingBookProperties {

  private static final RingBook FOUNDED = founded(ANN, BOB, CAT);

  @Property(tries = 300)
  void anyOrderAndAnyRepetitionOfNewsLeadsToTheSameBook(@ForAll long seed) {
    Random random = new Random(seed);
    List<RingNews> news = new ArrayList<>();
    RingBook author = FOUNDED;
    for (int i = 0; i < 12; i++) {
      RingNews next = somethingNew(author, random);
      news.add(next);
      if (random.nextInt(3) > 0) author = author.learn(next);
    }
    Digest one = learned(news, random);
    Digest other = learned(news, random);
    assertThat(other).isEqualTo(one);
  }

  /** Twice through, since marks that come before their version are lost on the first reader. */
  private static Digest learned(List<RingNews> news, Random random) {
    RingBook book = FOUNDED;
    for (int pass = 0; pass < 3; pass++) {
      List<RingNews> shuffled = new ArrayList<>(news);
      if (random.nextBoolean()) shuffled.addAll(news);
      Collections.shuffle(shuffled, random);
      for (RingNews each : shuffled) book = book.learn(each);
    }
    return book.digest();
  }

  @Property(tries = 300)
  void learningTwiceIsLearningOnceAndNothingIsUnlearned(@ForAll long seed) {
    Random random = new Random(seed);
    RingBook book = FOUNDED;
    for (int i = 0; i < 10; i++) {
      RingNews news = somethingNew(book, random);
      RingBook once = book.learn(news);
      assertThat(once.learn(news)).isEqualTo(once);
      assertThat(once.learn(book.everything())).isEqualTo(once);
      assertThat(book.digest().hasLaterVersionThan(once.digest())).isFalse();
      book = once;
    }
  }

  @Property(tries = 200)
  void ofTwoVersionsThatWereCommittedApartTheSameOneWinsEverywhere(@ForAll long seed) {
    Random random = new Random(seed);
    RingNews here = committed(FOUNDED, ANN, random);
    RingNews there = committed(FOUNDED, CAT, random);
    RingBook ann = FOUNDED.learn(here).learn(there);
    RingBook cat = FOUNDED.learn(there).learn(here);
    assertThat(ann.digest().version()).isEqualTo(cat.digest().version());
    RingVersion winner = ann.ring().orElseThrow().version();
    List<RingVersion> losers = new ArrayList<>(ann.superseded());
    losers.addAll(cat.superseded());
    if (!here.versions().equals(there.versions())) {
      assertThat(losers).hasSize(1).doesNotContain(winner);
    }
  }

  @Property(tries = 100)
  void marksAndStagedChangesOfAVersionThatIsNotInForceAreNotHeard(@ForAll long seed) {
    Random random = new Random(seed);
    RingNews lost = committed(FOUNDED, ANN, random);
    RingBook before = FOUNDED.learn(lost);
    RingNews marks =
        RingNews.about(FOUNDED.root())
            .with(Progress.none(before.digest().version()).with(0, BOB, Mark.COMPLETE))
            .with(before.staging().with(new Change.Leave(BOB), 7, ANN));
    RingBook later = before.learn(committed(before, CAT, random));
    assertThat(later.learn(marks)).isEqualTo(later);
    assertThat(later.ring().orElseThrow().progress().isEmpty()).isTrue();
    assertThat(later.staging().changes()).isEmpty();
  }

  @Property(tries = 50)
  void booksOfRingsThatWereFoundedApartNeverMix(@ForAll long seed) {
    RingBook other = founded(DAN, EVE);
    other = other.learn(committed(other, DAN, new Random(seed)));
    assertThat(FOUNDED.learn(other.everything())).isEqualTo(FOUNDED);
    assertThat(other.newsFor(FOUNDED.digest())).isEqualTo(RingNews.about(other.root()));
    assertThat(new Letter(other.digest(), other.everything(), 0).answer(FOUNDED)).isEmpty();
  }

  @Property(tries = 100)
  void aPageSurvivesItsForm(@ForAll long seed) {
    Random random = new Random(seed);
    RingBook book = FOUNDED;
    for (int i = 0; i < 6; i++) book = book.learn(somethingNew(book, random));
    RingNews decoded = RingPage.of(book.everything()).decoded();
    assertThat(FOUNDED.learn(decoded).digest()).isEqualTo(book.digest());
    assertThat(RingBook.BLANK.learn(RingPage.of(book.history()).decoded())).isEqualTo(book);
    RingNews chartered = Charter.of(Charter.of(book).toBytes()).news();
    assertThat(RingBook.BLANK.learn(chartered).ring()).isEqualTo(book.ring());
  }

  /** A commit, a mark, an address, a staged change or its withdrawal. */
  static RingNews somethingNew(RingBook book, Random random) {
    NodeId author = ALL.get(random.nextInt(3));
    RingNews news = RingNews.about(book.root());
    Ring ring = book.ring().orElseThrow();
    switch (random.nextInt(6)) {
      case 0:
        return committed(book, author, random);
      case 1, 2:
        Mark mark = Mark.values()[random.nextInt(2)];
        return news.with(
            Progress.none(ring.id()).with(random.nextInt(ring.partitions()), author, mark));
      case 3:
        return news.with(AddressBook.EMPTY.with(author, address(author, random.nextInt(9))));
      case 4:
        NodeId joiner = ALL.get(3 + random.nextInt(2));
        return news.with(
                book.staging().with(new Change.Join(Member.of(joiner)), random.nextInt(50), author))
            .with(AddressBook.EMPTY.with(joiner, address(joiner, random.nextInt(9))));
      default:
        return random.nextBoolean()
            ? news.with(book.staging().withdrawn(random.nextInt(50), author))
            : news.with(
                book.staging().with(new Change.Capacity(BOB, 200), random.nextInt(50), author));
    }
  }

  /** Ann, bob and cat with other capacities, and sometimes dan or eve. */
  static RingNews committed(RingBook book, NodeId author, Random random) {
    List<Member> members = new ArrayList<>();
    for (NodeId id : List.of(ANN, BOB, CAT)) {
      members.add(Member.of(id).withCapacity(100 + random.nextInt(3)));
    }
    if (random.nextBoolean()) members.add(Member.of(ALL.get(3 + random.nextInt(2))));
    Ring ring = book.ring().orElseThrow();
    RingVersion next = ring.version().next(author, random.nextInt(99), members, ring.progress());
    return RingNews.about(book.root()).with(next);
  }
}

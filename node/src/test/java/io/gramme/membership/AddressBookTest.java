package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.address;
import static io.gramme.membership.Nodes.addresses;
import static io.gramme.membership.Nodes.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.membership.AddressBook.Moved;
import io.gramme.membership.AddressBook.Plausible;
import io.gramme.membership.AddressBook.Stale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AddressBookTest {

  private static final AddressBook KNOWN = AddressBook.EMPTY.with(BOB, address(BOB, 17));

  @Test
  void aLaterStartAtTheSamePlaceIsPlausibleAndSoIsAStranger() {
    assertThat(KNOWN.judge(candidate(BOB, 17))).isEqualTo(new Plausible());
    assertThat(KNOWN.judge(candidate(BOB, 18))).isEqualTo(new Plausible());
    assertThat(KNOWN.judge(candidate(CAT, 1))).isEqualTo(new Plausible());
  }

  @Test
  void aLaterStartElsewhereOrOnAnotherDiskMustBeLookedInto() {
    Moved moved = new Moved(address(BOB, 17));
    assertThat(KNOWN.judge(bob("elsewhere:1", "disk-of-bob", 18))).isEqualTo(moved);
    assertThat(KNOWN.judge(bob("bob:8098", "a new disk", 18))).isEqualTo(moved);
  }

  @Test
  void anEarlierStartIsStaleAndSoIsTheSameOneElsewhere() {
    assertThat(KNOWN.judge(candidate(BOB, 16))).isInstanceOf(Stale.class);
    assertThat(KNOWN.judge(bob("elsewhere:1", "disk-of-bob", 17))).isInstanceOf(Stale.class);
  }

  /** A node whose disk was wiped answers at the place of the one that it was. */
  @Test
  void onlyTheStartThatIsKnownKeepsANewcomerOut() {
    Moved moved = new Moved(address(BOB, 17));
    Candidate newcomer = bob("bob:8098", "a new disk", 18);
    assertThat(moved.isStillThere(newcomer, answer("disk-of-bob", 17))).isTrue();
    assertThat(moved.isStillThere(newcomer, answer("a new disk", 18))).isFalse();
  }

  @Property(tries = 200)
  void booksMergeInAnyOrderAndHaveEqualDigestsIfTheyAreEqual(@ForAll long seed) {
    Random random = new Random(seed);
    AddressBook one = any(random);
    AddressBook other = any(random);
    AddressBook third = any(random);
    assertThat(one.merge(other)).isEqualTo(other.merge(one));
    assertThat(one.merge(other).merge(third)).isEqualTo(one.merge(other.merge(third)));
    assertThat(one.merge(one)).isEqualTo(one);
    assertThat(one.digest() == other.digest()).isEqualTo(one.equals(other));
  }

  private static AddressBook any(Random random) {
    AddressBook book = addresses(ANN);
    for (int i = random.nextInt(4); i > 0; i--) {
      Candidate each =
          bob("place" + random.nextInt(2) + ":1", "disk" + random.nextInt(2), random.nextInt(3));
      book = book.with(random.nextBoolean() ? BOB : CAT, each.address());
    }
    return book;
  }

  private static Candidate bob(String http, String directory, long startCount) {
    return new Candidate(BOB, 100, "", http, directory, startCount);
  }

  private static ProbeAnswer answer(String directory, long startCount) {
    return new ProbeAnswer(BOB, startCount, "", "", 0, "bob:8098", directory, 1, Formats.OURS);
  }
}

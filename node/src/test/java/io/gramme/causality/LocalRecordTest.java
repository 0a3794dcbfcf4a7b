package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord.Write;
import io.gramme.causality.LocalRecord.Written;
import io.gramme.model.Value;
import org.junit.jupiter.api.Test;

/** As whom a vnode writes: on with its actor while it remembers all that the actor did. */
class LocalRecordTest {

  private static final long INCARNATION = 77;
  private static final long NEXT_INCARNATION = 78;
  private static final long ACTOR = 1;
  private static final long FRESH = 2;
  private static final int VECTOR_LIMIT = 3;

  private final LocalRecord one = blindly(LocalRecord.NONE, INCARNATION, ACTOR).record();
  private final LocalRecord two = blindly(one, INCARNATION, FRESH).record();

  @Test
  void theFirstWriteMintsAnActor() {
    assertThat(one.mint()).isEqualTo(new Mint(INCARNATION, ACTOR, 1));
  }

  @Test
  void aStoreThatRemembersGoesOnCounting() {
    assertThat(blindly(two, INCARNATION, FRESH).version().dot()).isEqualTo(new Dot(ACTOR, 3));
  }

  @Test
  void aNewIncarnationMintsAnActor() {
    Written written = blindly(two, NEXT_INCARNATION, FRESH);
    assertThat(written.version().dot()).isEqualTo(new Dot(FRESH, 1));
    assertThat(written.record().mint()).isEqualTo(new Mint(NEXT_INCARNATION, FRESH, 1));
  }

  @Test
  void anActorIsNotSharedWithTheSiblings() {
    LocalRecord elsewhere = LocalRecord.NONE.merge(two.siblings());
    assertThat(elsewhere.mint()).isEqualTo(Mint.NONE);
    assertThat(blindly(elsewhere, INCARNATION, FRESH).version().dot()).isEqualTo(new Dot(FRESH, 1));
  }

  /** A lost tail that nobody noticed: the incarnation is the same, yet the client knows better. */
  @Test
  void aContextThatRemembersMoreThanTheRecordMakesItMintAnActor() {
    Written written = write(one, INCARNATION, FRESH, two.siblings().seen());
    assertThat(written.version().dot()).isEqualTo(new Dot(FRESH, 1));
  }

  /** The same, and it is another replica that knows better. */
  @Test
  void siblingsThatRememberMoreThanTheMintMakeItMintAnActor() {
    LocalRecord reminded = one.merge(two.siblings());
    assertThat(reminded.mint()).isEqualTo(one.mint());
    assertThat(blindly(reminded, INCARNATION, FRESH).version().dot()).isEqualTo(new Dot(FRESH, 1));
  }

  @Test
  void anOlderContextIsNoReasonToMint() {
    Written written = write(two, INCARNATION, FRESH, one.siblings().seen());
    assertThat(written.version().dot()).isEqualTo(new Dot(ACTOR, 3));
    assertThat(written.record().siblings().versions())
        .extracting(Version::dot)
        .containsExactly(new Dot(ACTOR, 2), new Dot(ACTOR, 3));
  }

  @Test
  void whatIsPrunedFromAPastIsCounted() {
    VersionVector seen = VersionVector.EMPTY;
    for (int actor = 10; actor < 15; actor++) {
      seen = seen.with(new Dot(actor, 1), HybridTime.ofMillis(actor));
    }
    Written written = write(LocalRecord.NONE, INCARNATION, ACTOR, seen);
    assertThat(written.pruned()).isEqualTo(2);
    assertThat(written.version().past()).isEqualTo(seen.pruned(VECTOR_LIMIT));
    assertThat(written.version().past().counterOf(14)).isEqualTo(1);
    assertThat(written.version().past().counterOf(10)).isZero();
  }

  private static Written blindly(LocalRecord record, long incarnation, long fresh) {
    return write(record, incarnation, fresh, VersionVector.EMPTY);
  }

  private static Written write(
      LocalRecord record, long incarnation, long fresh, VersionVector seen) {
    Write write = new Write(seen, Value.text("x"), HybridTime.ofMillis(1), VECTOR_LIMIT);
    return record.write(write, incarnation, () -> fresh);
  }
}

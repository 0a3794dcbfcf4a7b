package io.gramme.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.LocalRecord.Write;
import io.gramme.model.Value;
import org.junit.jupiter.api.Test;

/**
 * Three versions and two clocks that disagree: ann's runs ahead, bob's behind, and bob has not yet
 * heard of what ann stored when he overwrites it for a client that has.
 */
class LastWriteWinsTest {

  private static final int VECTOR_LIMIT = 10;
  private static final long ANN = 1;
  private static final long BOB = 2;
  private static final long CAT = 3;

  private final Version annsWrite = write(VersionVector.EMPTY, 10, ANN);
  private final Version bobsOverwrite = write(Siblings.of(annsWrite).seen(), 5, BOB);
  private final Version catsWrite = write(VersionVector.EMPTY, 7, CAT);

  @Test
  void anOverwriteIsLaterThanWhatItOverwritesWhateverTheClocksSay() {
    assertThat(bobsOverwrite.supersedes(annsWrite)).isTrue();
    assertThat(bobsOverwrite.time()).isGreaterThan(annsWrite.time());
  }

  /** Else each of the three beats the next in a circle, and replicas may chase it for ever. */
  @Test
  void theWinnerDoesNotDependOnTheOrderOfArrival() {
    Siblings overwrite = Siblings.of(bobsOverwrite);
    assertThat(holding(annsWrite, catsWrite, bobsOverwrite)).isEqualTo(overwrite);
    assertThat(holding(catsWrite, bobsOverwrite, annsWrite)).isEqualTo(overwrite);
    assertThat(holding(bobsOverwrite, annsWrite, catsWrite)).isEqualTo(overwrite);
  }

  @Test
  void aContextFromTheEndOfTimeDoesNotMakeAKeyUnwriteable() {
    VersionVector forged =
        VersionVector.EMPTY.with(new Dot(CAT, 1), new HybridTime(Long.MAX_VALUE));
    assertThat(write(forged, 5, BOB).time()).isEqualTo(new HybridTime(Long.MAX_VALUE));
  }

  private static Siblings holding(Version... arrivals) {
    LocalRecord record = LocalRecord.NONE;
    for (Version version : arrivals) record = record.merge(Siblings.of(version)).newestOnly();
    return record.siblings();
  }

  private static Version write(VersionVector seen, long wallMillis, long actor) {
    HybridTime time = HybridTime.ofMillis(wallMillis);
    Write write = new Write(seen, Value.text("by " + actor), time, VECTOR_LIMIT);
    return LocalRecord.NONE.write(write, 1, () -> actor).version();
  }
}

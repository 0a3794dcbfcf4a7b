package io.gramme.vnode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FencesTest {

  private static final long PENDING = 7 << 2;
  private static final long JOINT = 7 << 2 | 1;
  private static final long SETTLED = 7 << 2 | 2;

  private final Fences fences = new Fences();

  @Test
  void beforeTheRingIsKnownOnlyBackgroundWorkIsLetThrough() {
    assertThat(fences.least(3)).isEqualTo(VnodeProtocol.UNFENCED);
    assertThat(fences.raise(3, PENDING)).isFalse();
    assertThat(fences.least(3)).isEqualTo(VnodeProtocol.UNFENCED);
  }

  @Test
  void nobodyIsFencedOffByAStageThatThisNodeHasNotReached() {
    fences.adopt(3, PENDING);
    assertThat(fences.raise(3, JOINT)).isFalse();
    assertThat(fences.least(3)).isEqualTo(PENDING);
  }

  @Test
  void aFenceThatWasRaisedStays() {
    fences.adopt(3, PENDING);
    fences.adopt(3, JOINT);
    assertThat(fences.least(3)).isEqualTo(PENDING);
    assertThat(fences.raise(3, JOINT)).isTrue();
    assertThat(fences.least(3)).isEqualTo(JOINT);
    fences.adopt(3, SETTLED);
    fences.adopt(3, PENDING);
    assertThat(fences.raise(3, PENDING)).isTrue();
    assertThat(fences.least(3)).isEqualTo(JOINT);
    assertThat(fences.adopted(3)).isEqualTo(SETTLED);
  }

  /** A fence is not on disk: what is on disk must be as good. */
  @Test
  void afterARestartWhatIsAdoptedFirstIsAsHighAsAnyFenceBefore() {
    fences.adopt(3, JOINT);
    assertThat(fences.raise(3, JOINT)).isTrue();
    Fences restarted = new Fences();
    restarted.adopt(3, fences.adopted(3));
    assertThat(restarted.least(3)).isGreaterThanOrEqualTo(fences.least(3));
  }

  @Test
  void partitionsAreFencedOneByOne() {
    fences.adopt(3, JOINT);
    fences.adopt(4, PENDING);
    assertThat(fences.least(3)).isEqualTo(JOINT);
    assertThat(fences.least(4)).isEqualTo(PENDING);
  }
}

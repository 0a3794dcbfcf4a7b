package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.client.Attempts.Again;
import io.gramme.client.Attempts.Failure;
import io.gramme.client.Attempts.GiveUp;
import io.gramme.client.Attempts.Next;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofMillis(300), 4);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration NONE = Duration.ZERO;

  @Test
  void aDeadNodeIsPassedOverAtOnceAsLongAsAnotherIsLeft() {
    Next next = Attempts.begin(true, BACKOFF, 2).onFailure(Failure.NOT_SENT, NONE, 1, LONG);
    assertThat(pause(next)).isZero();
    next = ((Again) next).attempts().onFailure(Failure.NOT_SENT, NONE, 1, LONG);
    assertThat(pause(next)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void pausesDoubleUpToTheirCap() {
    Attempts one = Attempts.begin(true, BACKOFF, 1);
    Again second = (Again) one.onFailure(Failure.UNAVAILABLE, NONE, 1, LONG);
    Again third = (Again) second.attempts().onFailure(Failure.UNAVAILABLE, NONE, 1, LONG);
    Again fourth = (Again) third.attempts().onFailure(Failure.UNAVAILABLE, NONE, 1, LONG);
    assertThat(new Duration[] {second.pause(), third.pause(), fourth.pause()})
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(300));
    assertThat(fourth.attempts().onFailure(Failure.UNAVAILABLE, NONE, 1, LONG))
        .isEqualTo(new GiveUp(true));
  }

  @Test
  void aNodeThatSaysWhenIsTakenAtItsWordOnceAllWereAsked() {
    Duration second = Duration.ofSeconds(1);
    Attempts two = Attempts.begin(true, BACKOFF, 2);
    Again next = (Again) two.onFailure(Failure.UNAVAILABLE, second, 0, LONG);
    assertThat(next.pause()).as("another is left").isEqualTo(Duration.ofMillis(50));
    assertThat(pause(next.attempts().onFailure(Failure.UNAVAILABLE, second, 0, LONG)))
        .isEqualTo(second);
  }

  @Test
  void nothingBeginsAfterTheEnd() {
    Next next =
        Attempts.begin(true, BACKOFF, 1).onFailure(Failure.LOST, NONE, 1, Duration.ofMillis(100));
    assertThat(next).isEqualTo(new GiveUp(true));
  }

  @Test
  void whatMustNotBeDoneTwiceIsRepeatedOnlyWhileNobodyCanHaveSeenIt() {
    Attempts blind = Attempts.begin(false, BACKOFF, 3);
    Again next = (Again) blind.onFailure(Failure.NOT_SENT, NONE, 1, LONG);
    assertThat(next.attempts().mayBeDone()).isFalse();
    assertThat(next.attempts().onFailure(Failure.LOST, NONE, 1, LONG)).isEqualTo(new GiveUp(true));
    assertThat(next.attempts().onFailure(Failure.UNAVAILABLE, NONE, 1, LONG))
        .isEqualTo(new GiveUp(true));
  }

  @Test
  void whatMayBeDoneStaysSoHoweverTheLastAttemptFails() {
    Again next = (Again) Attempts.begin(true, BACKOFF, 3).onFailure(Failure.LOST, NONE, 1, LONG);
    Again last = (Again) next.attempts().onFailure(Failure.NOT_SENT, NONE, 1, LONG);
    assertThat(last.attempts().onFailure(Failure.NOT_SENT, NONE, 1, NONE))
        .isEqualTo(new GiveUp(true));
  }

  private static Duration pause(Next next) {
    return ((Again) next).pause();
  }
}

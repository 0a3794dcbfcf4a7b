package io.gramme.stories;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * How stories wait: for a condition, with a deadline that only a fault can reach.
 *
 * @param what is waited for, in words, for the message of a failure
 */
record Waiting(String what) {

  private static final Duration DEADLINE =
      Duration.ofSeconds(Integer.getInteger("gramme.stories.patience-seconds", 90));

  /** Something that can be asked again and again; an exception is a no. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  static Waiting that(String what) {
    return new Waiting(what);
  }

  /** Waits until a condition holds. */
  void until(Condition condition) {
    patiently().ignoreExceptions().until(condition::holds);
  }

  /** Waits until assertions pass. */
  void untilAsserted(ThrowingRunnable assertions) {
    patiently().ignoreExceptions().untilAsserted(assertions);
  }

  /** Waits until a condition holds, and gives up at once when another shows that it never will. */
  void untilOrFailing(Condition condition, String failure, Condition failed) {
    patiently().ignoreExceptions().failFast(failure, failed::holds).until(condition::holds);
  }

  private ConditionFactory patiently() {
    return Awaitility.await(what)
        .atMost(DEADLINE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100));
  }
}

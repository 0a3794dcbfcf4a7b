package io.gramme.http.object;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Reply;
import io.gramme.model.Key;
import io.gramme.service.KeyValue;
import io.gramme.service.ReadOptions;
import io.gramme.service.WriteOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A read and, if what it finds fits the conditions, the write: both within the request's timeout.
 *
 * @param parameters of the request, which name the quorums of the read too
 */
record ConditionalWrite(
    KeyValue store, WriteConditions conditions, Key key, Parameters parameters) {

  /** What is done once the conditions hold. */
  interface Write {
    /**
     * @param holds what the read found
     * @param rest the options, with the time that is left
     */
    CompletionStage<Answer> after(WriteConditions.Holds holds, WriteOptions rest);
  }

  /** Reads, judges and writes; the options are as {@link #parameters} read them. */
  Reply perform(ReadOptions reading, WriteOptions options, Write write) {
    Optional<Answer> problem = parameters.problem().or(conditions::problem);
    if (problem.isPresent()) return Reply.now(problem.get());
    long began = System.nanoTime();
    return Reply.later(
        store
            .get(key, reading)
            .thenCompose(
                outcome -> {
                  WriteConditions.Verdict verdict = conditions.judge(outcome);
                  if (verdict instanceof WriteConditions.Fails fails) return done(fails.why());
                  Duration left = options.timeout().minusNanos(System.nanoTime() - began);
                  if (left.toMillis() < 1) return done(RefusalAnswer.timedOut());
                  return write.after((WriteConditions.Holds) verdict, options.within(left));
                }),
        answer -> answer);
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedStage(answer);
  }
}

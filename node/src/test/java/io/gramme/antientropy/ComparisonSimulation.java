package io.gramme.antientropy;

import io.gramme.antientropy.ComparisonRound.Effect;
import io.gramme.antientropy.ComparisonRound.Shell;
import io.gramme.machine.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * One session on one thread: questions arrive in any order, may arrive twice or never, and so may
 * their answers.
 */
final class ComparisonSimulation implements Shell {

  private record Letter(long call, Side side, Question question) {}

  private final MemoryReplica here;
  private final MemoryReplica there;
  private final Random random;
  private final double loss;
  private final List<Letter> letters = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private int slices;
  private int windowsGranted;
  private int answered;
  private ComparisonRound round;

  ComparisonSimulation(MemoryReplica here, MemoryReplica there, long seed, double loss) {
    this.here = here;
    this.there = there;
    this.random = new Random(seed);
    this.loss = loss;
  }

  /**
   * Runs a session to its end.
   *
   * @param meanwhile called before every answer with how many there were, as for writes of clients
   */
  Outcome run(ComparisonRound.Bounds bounds, IntConsumer meanwhile) {
    take(ComparisonRound.begin(bounds));
    while (outcomes.isEmpty()) {
      if (slices > 0 && random.nextBoolean()) {
        slices--;
        windowsGranted++;
        take(round.onSlice());
      } else if (letters.isEmpty()) {
        take(round.onTick());
      } else {
        meanwhile.accept(answered);
        deliver(letters.remove(random.nextInt(letters.size())));
      }
    }
    return outcomes.get(0);
  }

  int windows() {
    return windowsGranted;
  }

  private void deliver(Letter letter) {
    if (random.nextDouble() < loss) return;
    var reply = (letter.side() == Side.HERE ? here : there).answer(letter.question());
    answered++;
    if (random.nextDouble() < loss) return;
    take(round.onReply(letter.call(), reply));
    if (random.nextDouble() < loss) take(round.onReply(letter.call(), reply));
  }

  private void take(Step<ComparisonRound, Effect> step) {
    round = step.next();
    for (Effect effect : step.effects()) effect.performOn(this);
  }

  @Override
  public void ask(long call, Side side, Question question) {
    letters.add(new Letter(call, side, question));
  }

  @Override
  public void askForSlice() {
    slices++;
  }

  @Override
  public void report(Outcome outcome) {
    outcomes.add(outcome);
  }
}

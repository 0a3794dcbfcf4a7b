package io.gramme.antientropy;

import io.gramme.antientropy.ComparisonRound.Ask;
import io.gramme.antientropy.ComparisonRound.AskForSlice;
import io.gramme.antientropy.ComparisonRound.Bounds;
import io.gramme.antientropy.ComparisonRound.Comparing;
import io.gramme.antientropy.ComparisonRound.Effect;
import io.gramme.antientropy.ComparisonRound.Finished;
import io.gramme.antientropy.ComparisonRound.Pausing;
import io.gramme.antientropy.ComparisonRound.Report;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.antientropy.Question.OfTrees;
import io.gramme.machine.Step;
import java.util.Map;

/**
 * What all states of a session have in common: how far it has come.
 *
 * @param lastCall the number of the last call
 */
record Course(Bounds bounds, Ledger ledger, Agenda agenda, long lastCall) {

  Step<ComparisonRound, Effect> next() {
    if (agenda.hasKeys()) {
      if (ledger.compared() >= bounds.keysLimit()) return ended(Ending.ENOUGH_FOR_NOW);
      return Step.to(new Pausing(this, 0), new AskForSlice());
    }
    if (!agenda.hasQuestions()) return finished(ledger.atEnd(lastCall));
    OfTrees question = agenda.firstQuestion();
    Calls calls = numbered().ask(Side.HERE, question);
    Ask here = new Ask(calls.last(), Side.HERE, question);
    calls = calls.ask(Side.THERE, question);
    Ask there = new Ask(calls.last(), Side.THERE, question);
    Course rest = new Course(bounds, ledger, agenda.withoutFirstQuestion(), calls.last());
    return Step.to(new Comparing(rest, question, Map.of(), calls), here, there);
  }

  Calls numbered() {
    return new Calls(lastCall, Calls.NONE.open());
  }

  Course with(Ledger changed) {
    return new Course(bounds, changed, agenda, lastCall);
  }

  Course with(Agenda changed) {
    return new Course(bounds, ledger, changed, lastCall);
  }

  Course after(Calls calls) {
    return new Course(bounds, ledger, agenda, calls.last());
  }

  Step<ComparisonRound, Effect> ended(Ending ending) {
    return finished(ledger.ended(ending, lastCall));
  }

  private static Step<ComparisonRound, Effect> finished(Outcome outcome) {
    return Step.to(new Finished(outcome), new Report(outcome));
  }
}

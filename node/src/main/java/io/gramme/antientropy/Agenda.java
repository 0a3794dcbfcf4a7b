package io.gramme.antientropy;

import io.gramme.antientropy.Question.Differences;
import io.gramme.antientropy.Question.OfTrees;
import io.gramme.model.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session has still to look at. Deep before wide, so that it never holds more keys than one
 * answer names.
 *
 * @param questions the next one last
 * @param keys known to differ
 * @param done how many of them have been taken up
 */
record Agenda(List<OfTrees> questions, List<Key> keys, int done) {

  Agenda {
    questions = List.copyOf(questions);
    keys = List.copyOf(keys);
  }

  static Agenda of(OfTrees question) {
    return new Agenda(List.of(question), List.of(), 0);
  }

  boolean hasKeys() {
    return done < keys.size();
  }

  boolean hasQuestions() {
    return !questions.isEmpty();
  }

  Key firstKey() {
    return keys.get(done);
  }

  Agenda withoutFirstKey() {
    return new Agenda(questions, keys, done + 1);
  }

  OfTrees firstQuestion() {
    return questions.get(questions.size() - 1);
  }

  Agenda withoutFirstQuestion() {
    return new Agenda(questions.subList(0, questions.size() - 1), keys, done);
  }

  /** With what a comparison left to be looked at, before everything else; no key is left over. */
  Agenda with(Differences differences) {
    return new Agenda(on(differences.closer()), differences.keys(), 0);
  }

  /** With these to be asked before everything else. */
  Agenda with(List<OfTrees> next) {
    return new Agenda(on(next), keys, done);
  }

  private List<OfTrees> on(List<OfTrees> next) {
    List<OfTrees> all = new ArrayList<>(questions);
    for (int i = next.size() - 1; i >= 0; i--) all.add(next.get(i));
    return all;
  }
}

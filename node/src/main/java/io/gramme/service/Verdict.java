package io.gramme.service;

import java.util.List;
import java.util.SortedMap;

/** What became of an operator's order. */
public sealed interface Verdict {

  /**
   * It was done, or shown.
   *
   * @param tree what there is to say, as a JSON tree of maps, lists, texts and numbers
   */
  record Done(SortedMap<String, Object> tree) implements Verdict {}

  /**
   * Nothing was done.
   *
   * @param reasons in words for the operator, at least one
   */
  record Refused(List<String> reasons) implements Verdict {

    public Refused {
      reasons = List.copyOf(reasons);
      if (reasons.isEmpty()) throw new IllegalArgumentException("a refusal without a reason");
    }
  }

  /**
   * Nobody answered in time: the order may have been carried out, or not.
   *
   * @param who did not answer, in words
   */
  record Silent(String who) implements Verdict {}

  /** Refuses for one reason. */
  static Verdict refused(String reason) {
    return new Refused(List.of(reason));
  }
}

package io.gramme.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What follows from one input to a state machine: the next state, and what the shell must do.
 *
 * @param <S> the states of the machine
 * @param <E> the effects it may ask for
 */
public record Step<S, E>(S next, List<E> effects) {

  public Step {
    effects = List.copyOf(effects);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <S, E> Step<S, E> to(S next, E... effects) {
    return new Step<>(next, Arrays.asList(effects));
  }

  public static <S, E> Step<S, E> to(S next, List<E> effects) {
    return new Step<>(next, effects);
  }

  /** The same step, with one effect to be performed before the others. */
  public Step<S, E> after(E first) {
    List<E> all = new ArrayList<>(effects.size() + 1);
    all.add(first);
    all.addAll(effects);
    return new Step<>(next, all);
  }
}

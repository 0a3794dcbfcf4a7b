package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.model.NodeId;

/** What a {@link ReadRound} asks of the world. Data, so that tests can compare it. */
public sealed interface ReadEffect {

  /** Calls the method of the shell that is meant. */
  void performOn(Shell shell);

  /** A primary is to say what it holds. */
  record Ask(NodeId primary) implements ReadEffect {
    @Override
    public void performOn(Shell shell) {
      shell.ask(primary);
    }
  }

  /** A fallback is to say what it keeps under the key for whomever. */
  record Look(NodeId fallback) implements ReadEffect {
    @Override
    public void performOn(Shell shell) {
      shell.look(fallback);
    }
  }

  /** An empty answer did not count, since the replica does not know what it lacks. */
  record Discount(NodeId primary) implements ReadEffect {
    @Override
    public void performOn(Shell shell) {
      shell.discount(primary);
    }
  }

  record Reply(ReadOutcome outcome) implements ReadEffect {
    @Override
    public void performOn(Shell shell) {
      shell.reply(outcome);
    }
  }

  /**
   * A stale primary is to be told what the others know.
   *
   * @param isLate whether it was seen to be stale only after the client had its answer
   */
  record Repair(NodeId primary, Siblings siblings, boolean isLate) implements ReadEffect {
    @Override
    public void performOn(Shell shell) {
      shell.repair(primary, siblings, isLate);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void ask(NodeId primary);

    void look(NodeId fallback);

    void discount(NodeId primary);

    void reply(ReadOutcome outcome);

    void repair(NodeId primary, Siblings siblings, boolean isLate);
  }
}

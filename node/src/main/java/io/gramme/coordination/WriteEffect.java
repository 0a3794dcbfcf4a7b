package io.gramme.coordination;

import io.gramme.causality.Siblings;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;

/** What a {@link WriteRound} asks of the world. Data, so that tests can compare it. */
public sealed interface WriteEffect {

  /** Calls the method of the shell that is meant. */
  void performOn(Shell shell);

  /** Another node is to coordinate. */
  record Forward(NodeId to) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.forward(to);
    }
  }

  /** This node's replica is to make the version. */
  record Make(Durability durability) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.make(durability);
    }
  }

  /** This node is to make the version among its hints, in the place of a home. */
  record MakeFor(NodeId home, Durability durability) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.makeFor(home, durability);
    }
  }

  record Replicate(NodeId to, Siblings siblings, Durability durability) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.replicate(to, siblings, durability);
    }
  }

  /** A node that is to keep the key later is told; nobody counts it or waits for it. */
  record Teach(NodeId learner, Siblings siblings, Durability durability) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.teach(learner, siblings, durability);
    }
  }

  /** Another node is to keep a hint for a home. */
  record Keep(NodeId standIn, NodeId home, Siblings siblings, Durability durability)
      implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.keep(standIn, home, siblings, durability);
    }
  }

  /** This node is to keep a hint for a home, which counts toward nothing. */
  record KeepHere(NodeId home, Siblings siblings, Durability durability) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.keepHere(home, siblings, durability);
    }
  }

  /** This node is to note that a home missed something in the key's partition. */
  record Owe(NodeId home) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.owe(home);
    }
  }

  /** Whoever was asked is given a fraction of the request's time, from now. */
  record Wait() implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.await();
    }
  }

  record Reply(WriteOutcome outcome) implements WriteEffect {
    @Override
    public void performOn(Shell shell) {
      shell.reply(outcome);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void forward(NodeId to);

    void make(Durability durability);

    void makeFor(NodeId home, Durability durability);

    void replicate(NodeId to, Siblings siblings, Durability durability);

    void teach(NodeId learner, Siblings siblings, Durability durability);

    void keep(NodeId standIn, NodeId home, Siblings siblings, Durability durability);

    void keepHere(NodeId home, Siblings siblings, Durability durability);

    void owe(NodeId home);

    void await();

    void reply(WriteOutcome outcome);
  }
}

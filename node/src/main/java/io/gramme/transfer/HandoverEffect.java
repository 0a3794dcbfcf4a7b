package io.gramme.transfer;

import io.gramme.model.Blob;
import io.gramme.model.NodeId;
import io.gramme.ring.Mark;
import java.time.Duration;

/** What a {@link HandoverRound} asks of the world. Data, so that tests can compare it. */
sealed interface HandoverEffect {
  void performOn(Shell shell);

  /** To call {@link HandoverRound#onTurn} when not too many partitions are fetched at once. */
  record WantTurn() implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.wantTurn();
    }
  }

  /** Somebody else may fetch; of no consequence if this round may not. */
  record YieldTurn() implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.yieldTurn();
    }
  }

  /** Fetch slices from a node one after the other, and store each. */
  record Fetch(long number, NodeId source, Blob after) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.fetch(number, source, after);
    }
  }

  /** Whatever is being fetched is not wanted any more. */
  record StopFetching() implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.stopFetching();
    }
  }

  /** Remember how far fetching has come. */
  record Save(Checkpoint checkpoint) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.save(checkpoint);
    }
  }

  /** Nothing needs to be remembered any more. */
  record Forget() implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.forget();
    }
  }

  /** Have this replica compared with all others; asked twice, it is the same question. */
  record Compare(long number) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.compare(number);
    }
  }

  /** Tell everybody how far this node has come. */
  record Publish(Mark mark) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.publish(mark);
    }
  }

  /** Have a node refuse whoever believes the partition pending. */
  record Fence(NodeId holder) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.fence(holder);
    }
  }

  /** To call {@link HandoverRound#onMoment} then, and not for what was to be awaited before. */
  record Await(Duration time) implements HandoverEffect {
    @Override
    public void performOn(Shell shell) {
      shell.await(time);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void wantTurn();

    void yieldTurn();

    void fetch(long number, NodeId source, Blob after);

    void stopFetching();

    void save(Checkpoint checkpoint);

    void forget();

    void compare(long number);

    void publish(Mark mark);

    void fence(NodeId holder);

    void await(Duration time);
  }
}

package io.gramme.handoff;

import io.gramme.handoff.DeliveryRound.Cursor;
import io.gramme.handoff.DeliveryRound.Parcel;

/** What a {@link DeliveryRound} asks of the world. Data, so that tests can compare it. */
public sealed interface DeliveryEffect {

  void performOn(Shell shell);

  /** Ask for a slice of the node's time. */
  record AskSlice() implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.askSlice();
    }
  }

  /**
   * Read the next hints.
   *
   * @param most so many at the most
   * @param bytes so many bytes at the most, but one hint at the least
   */
  record Read(Cursor from, int most, long bytes) implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.read(from, most, bytes);
    }
  }

  /** Send a hint to its recipient. */
  record Send(long request, Parcel parcel) implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.send(request, parcel);
    }
  }

  /** Write down that the home is owed a partition. */
  record Owe(long request, int partition) implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.owe(request, partition);
    }
  }

  /** Compare the hint that is there now with what was sent. */
  record Check(long request, Parcel parcel) implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.check(request, parcel);
    }
  }

  /** Remove the hint, in the turn in which it was compared. */
  record Remove(Parcel parcel) implements DeliveryEffect {
    @Override
    public void performOn(Shell shell) {
      shell.remove(parcel);
    }
  }

  /** One method per effect, so that a new effect does not compile until every shell performs it. */
  interface Shell {
    void askSlice();

    void read(Cursor from, int most, long bytes);

    void send(long request, Parcel parcel);

    void owe(long request, int partition);

    void check(long request, Parcel parcel);

    void remove(Parcel parcel);
  }
}

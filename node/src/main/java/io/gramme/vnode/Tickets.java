package io.gramme.vnode;

import io.gramme.merkle.LeafEntry;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for the writes that one command set going, and says which of them were stored. Thread-safe:
 * the store answers on a thread of its own.
 */
final class Tickets {

  private final Consumer<List<LeafEntry>> done;
  private final List<LeafEntry> stored = new ArrayList<>();
  private int open = 1;

  /**
   * @param done told what was stored when {@link #close} was called and every write has ended
   */
  Tickets(Consumer<List<LeafEntry>> done) {
    this.done = done;
  }

  /** The listener for one more write. */
  synchronized WriteListener ticket(LeafEntry entry) {
    open++;
    return new WriteListener() {
      @Override
      public void stored() {
        end(List.of(entry));
      }

      @Override
      public void failed(WriteFailure why) {
        end(List.of());
      }
    };
  }

  /** There will be no more writes. */
  void close() {
    end(List.of());
  }

  private void end(List<LeafEntry> kept) {
    List<LeafEntry> all;
    synchronized (this) {
      stored.addAll(kept);
      open--;
      if (open > 0) return;
      all = List.copyOf(stored);
    }
    done.accept(all);
  }
}

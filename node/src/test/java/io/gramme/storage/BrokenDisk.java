package io.gramme.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.util.List;

/** Breaks what a directory holds, as a failing disk does, for tests of other packages. */
public record BrokenDisk(DataDirectory directory) {

  private static final byte[] GARBAGE = {1, 2, 3, 4, 5, 6};

  /** A hint whose checksum is wrong from now on, be there one or not. */
  public void breakHint(NodeId home, int partition, Key key) {
    write(new HintKey(home, partition, key).toBytes());
  }

  /** Something for a home of which nobody can tell the partition. */
  public void breakHint(NodeId home) {
    write(HintKey.firstOf(EntryKind.HINT, home));
  }

  private void write(byte[] key) {
    Answer answer = new Answer();
    directory.writer().submit(List.of(new Change.Put(key, GARBAGE)), Durability.OS, answer);
    assertThat(answer.await()).isEqualTo(Answer.STORED);
  }
}

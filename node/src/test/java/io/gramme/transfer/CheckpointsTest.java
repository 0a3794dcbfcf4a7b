package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Blob;
import io.gramme.ring.RingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  private static final RingId NOW = new RingId("0123456789abcdef".repeat(2));
  private static final RingId EARLIER = new RingId("fedcba9876543210".repeat(2));
  private static final Checkpoint HALF = new Checkpoint(Blob.utf8("m"), false, 10, 1_000);

  @TempDir Path root;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(root.resolve("transfers"));
  }

  @Test
  void whatWasWrittenIsReadByWhoComesNext() {
    checkpoints.write(3, NOW, HALF);
    assertThat(new Checkpoints(root.resolve("transfers")).read(3, NOW)).isEqualTo(HALF);
    assertThat(checkpoints.read(4, NOW)).isEqualTo(Checkpoint.START);
    checkpoints.forget(3);
    assertThat(checkpoints.read(3, NOW)).isEqualTo(Checkpoint.START);
  }

  @Test
  void aCheckpointOfAnotherVersionOfTheRingSaysNothing() {
    checkpoints.write(3, EARLIER, HALF);
    checkpoints.write(4, NOW, HALF);
    assertThat(checkpoints.read(3, NOW)).isEqualTo(Checkpoint.START);
    checkpoints.keepOnly(NOW);
    assertThat(root.resolve("transfers/partition-3")).doesNotExist();
    assertThat(checkpoints.read(4, NOW)).isEqualTo(HALF);
  }

  @Test
  void aDamagedCheckpointSaysNothing() throws IOException {
    checkpoints.write(3, NOW, HALF);
    Path file = root.resolve("transfers/partition-3");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i]++;
      Files.write(file, bytes);
      assertThat(checkpoints.read(3, NOW)).isEqualTo(Checkpoint.START);
      bytes[i]--;
    }
    Files.write(file, new byte[3]);
    assertThat(checkpoints.read(3, NOW)).isEqualTo(Checkpoint.START);
  }

  @Test
  void aPauseIsRemembered() {
    assertThat(checkpoints.isPaused()).isFalse();
    checkpoints.pause(true);
    assertThat(checkpoints.isPaused()).isTrue();
    checkpoints.pause(false);
    assertThat(checkpoints.isPaused()).isFalse();
  }
}

package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  /** Worked out by another program. A change here makes every stored key unfindable. */
  @Test
  void thesePartitionsMayNeverChange() {
    assertThat(partitions(Key.of("carts", "ann"))).containsExactly(0, 54, 872, 55850);
    assertThat(partitions(Key.of("carts", "bob"))).containsExactly(0, 45, 731, 46837);
    assertThat(partitions(typed("siblings", "carts", "ann"))).containsExactly(0, 4, 77, 4979);
    assertThat(partitions(Key.of("c", "artsann"))).containsExactly(0, 24, 388, 24865);
  }

  @Test
  void theSameNameInAnotherBucketTypeIsAnotherKey() {
    Partitions most = new Partitions(Partitions.MOST);
    assertThat(most.of(typed("siblings", "carts", "ann")))
        .isNotEqualTo(most.of(typed("default", "carts", "ann")));
  }

  @Test
  void onlyPowersOfTwoUpTo65536() {
    for (int count : new int[] {0, -1, 3, 63, 131_072, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Partitions(count))
          .withMessageContaining("power of two");
    }
  }

  private static Key typed(String type, String bucket, String name) {
    return new Key(new Bucket(type, Blob.utf8(bucket)), Blob.utf8(name));
  }

  private static int[] partitions(Key key) {
    return IntStream.of(1, 64, 1024, 65_536).map(count -> new Partitions(count).of(key)).toArray();
  }
}

package io.gramme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be a name, of a key, a bucket, a bucket type or a node, and what may not. */
class NamesTest {

  private static final Blob ONE_BYTE = Blob.wrap(new byte[1]);
  private static final Bucket CARTS = Bucket.of("carts");

  @Test
  void aKeyHasAtLeastOneByteAndAtMostItsMaximum() {
    assertThat(new Key(CARTS, Blob.wrap(new byte[Key.MAX_NAME_BYTES])).name().size())
        .isEqualTo(Key.MAX_NAME_BYTES);
    refused(() -> new Key(CARTS, Blob.EMPTY));
    refused(() -> new Key(CARTS, Blob.wrap(new byte[Key.MAX_NAME_BYTES + 1])));
  }

  @Test
  void aBucketsNameHasAtLeastOneByteAndAtMostItsMaximum() {
    Blob longest = Blob.wrap(new byte[Bucket.MAX_NAME_BYTES]);
    assertThat(new Bucket("default", longest).name()).isEqualTo(longest);
    refused(() -> new Bucket("default", Blob.EMPTY));
    refused(() -> new Bucket("default", Blob.wrap(new byte[Bucket.MAX_NAME_BYTES + 1])));
  }

  @Test
  void aBucketTypeHasOneTo64PlainCharacters() {
    for (String type : List.of("a", "A-z_0.9", "t".repeat(64))) {
      assertThat(new Bucket(type, ONE_BYTE).type()).isEqualTo(type);
    }
    for (String type : List.of("", "t".repeat(65), "a/b", "a b", "ä", "a\n", "a\u0000", "٣")) {
      refused(() -> new Bucket(type, ONE_BYTE));
    }
  }

  @Test
  void aNodeIdHasOneTo64PlainCharacters() {
    for (String id : List.of("a", "A-z_0.9", "n".repeat(64))) {
      assertThat(new NodeId(id)).hasToString(id);
    }
    for (String id : List.of("", "n".repeat(65), "a/b", "a b", "ä", "a\n", "a@b", "٣")) {
      refused(() -> new NodeId(id));
    }
  }

  @Test
  void aPathNamesTypeBucketAndKey() {
    assertThat(Key.of("carts", "ann").path()).isEqualTo("default/carts/ann");
  }

  private static void refused(Runnable construction) {
    assertThatIllegalArgumentException().isThrownBy(construction::run);
  }
}

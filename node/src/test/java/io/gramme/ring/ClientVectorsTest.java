package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The examples in {@code docs/vectors}, by which clients find the nodes of a key, are what this
 * code says. The tests of the Java client hold that to the same files. A difference here means that
 * clients in use go to the wrong nodes: think before the file is changed.
 */
class ClientVectorsTest {

  private static final Path VECTORS = Path.of("..", "docs", "vectors");
  private static final int SEED = 8098;

  @Test
  void partitionsOfKeys() throws IOException {
    assertThat(Files.readString(VECTORS.resolve("partitions.csv"))).isEqualTo(partitions());
  }

  @Test
  void preferenceListsOfOwners() throws IOException {
    assertThat(Files.readString(VECTORS.resolve("preferences.csv"))).isEqualTo(preferences());
  }

  private static String partitions() {
    Random random = new Random(SEED);
    List<Key> keys = new ArrayList<>();
    keys.add(Key.of("carts", "ann"));
    keys.add(Key.of("c", "artsann"));
    keys.add(new Key(new Bucket("siblings", Blob.utf8("carts")), Blob.utf8("ann")));
    keys.add(Key.of("a/b", "a b/c+d%"));
    keys.add(Key.of("Zénobe", "∂ Gramme"));
    for (int i = 0; i < 59; i++) {
      String type = "t".repeat(1 + random.nextInt(64));
      // Lengths beyond 255 need the second of the two bytes that say them.
      int bucket = 1 + random.nextInt(i % 8 == 0 ? 700 : 20);
      keys.add(new Key(new Bucket(type, bytes(random, bucket)), bytes(random, 1 + i % 40)));
    }
    StringBuilder lines =
        new StringBuilder("# type,bucket (hex),key (hex),partition of 1,of 64,of 1024,of 65536\n");
    for (Key key : keys) {
      lines.append(
          "%s,%s,%s,%s\n"
              .formatted(
                  key.bucket().type(),
                  hex(key.bucket().name()),
                  hex(key.name()),
                  IntStream.of(1, 64, 1024, 65_536)
                      .mapToObj(count -> String.valueOf(new Partitions(count).of(key)))
                      .collect(Collectors.joining(","))));
    }
    return lines.toString();
  }

  private static Blob bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Blob.wrap(bytes);
  }

  private static String hex(Blob blob) {
    return HexFormat.of().formatHex(blob.bytes());
  }

  private static String preferences() {
    Random random = new Random(SEED);
    StringBuilder lines =
        new StringBuilder(
            "# member:zone ...,owners of the partitions ...,list of partition 0,1,...\n");
    for (int i = 0; i < 24; i++) lines.append(line(random, 1 + i % 7)).append('\n');
    return lines.toString();
  }

  private static String line(Random random, int count) {
    int zones = 1 + random.nextInt(3);
    List<Member> members = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      String zone = zones == 1 ? "" : "z" + random.nextInt(zones);
      members.add(new Member(new NodeId("n" + (m * 5 + 3) % 11), 100, zone));
    }
    List<NodeId> owners = new ArrayList<>();
    // Some own nothing: they stand last, by id.
    int owning = Math.max(1, count - random.nextInt(3));
    for (int p = 0; p < 16; p++) owners.add(members.get(random.nextInt(owning)).id());
    Layout layout = new Layout(members, owners);
    List<String> columns = new ArrayList<>();
    columns.add(
        members.stream()
            .map(member -> member.id().value() + ":" + member.zone())
            .collect(Collectors.joining(" ")));
    columns.add(ids(owners));
    for (int p = 0; p < owners.size(); p++) columns.add(ids(layout.preferenceList(p)));
    return String.join(",", columns);
  }

  private static String ids(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::value).collect(Collectors.joining(" "));
  }
}

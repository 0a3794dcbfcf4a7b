package io.gramme.bench.ringlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.codec.ByteWriter;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClaimedRingTest {

  private static final RingVersion VERSION = RingVersion.first(ClaimedRing.members(30), 256, 3);
  private static final Layout LAYOUT = new ClaimedRing(256).deal(30, 3, new SplittableRandom(1));

  @Test
  void keepsEveryPartitionWhereTheStoreKeepsIt() {
    Ring ring = Ring.of(VERSION);
    Walk walk = LAYOUT.walk();
    while (walk.next()) {
      List<NodeId> primaries = ring.preferenceList(walk.range()).subList(0, 3);
      for (int i = 0; i < 3; i++) {
        assertThat(VERSION.members().get(walk.node(i)).id()).isEqualTo(primaries.get(i));
      }
    }
    assertThat(walk.range()).isEqualTo(255);
  }

  @Test
  void isReckonedAtTheBytesThatTheStoreWrites() {
    ByteWriter out = ByteWriter.growing(1024);
    VERSION.writeTo(out);
    long members = 30 * "node-000000".length() + 30 * 3L;
    long owners = new ClaimedRing(256).metadata(LAYOUT).bytes();
    // The rest names the version: its parent, author and time, and a few lengths.
    assertThat(out.toByteArray().length - members - owners).isBetween(1L, 70L);
  }

  @Test
  void noNodeServesMoreThanItsPartitionsAndTheirNeighbours() {
    int[] counts = LAYOUT.tokens().counts();
    Loads loads = LAYOUT.evenLoads();
    for (int node = 0; node < 30; node++) {
      assertThat(loads.of(node)).isEqualTo(3.0 * counts[node] * (Tokens.CIRCLE / 256));
    }
  }
}

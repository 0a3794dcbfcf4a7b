package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RingProperties {

  @Property(tries = 100)
  void withoutZonesThePrimariesAreTheNextOwners(
      @ForAll long seed,
      @ForAll @IntRange(min = 6, max = 60) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int n) {
    RingVersion version = RingVersion.first(new Memberships(seed, nodes, 1, false).now(), 64, n);
    Ring ring = Ring.of(version);
    for (int p = 0; p < 64; p++) {
      List<NodeId> next = new ArrayList<>();
      for (int i = 0; i < n; i++) next.add(version.owners().get((p + i) % 64));
      assertThat(ring.keepers(p, n)).isEqualTo(next);
    }
  }

  @Property(tries = 100)
  void aPreferenceListHasEveryMemberOnceAndItsOwnerFirst(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int zones) {
    RingVersion version =
        RingVersion.first(new Memberships(seed, nodes, zones, false).now(), 64, 3);
    Ring ring = Ring.of(version);
    NodeId[] all = version.members().stream().map(Member::id).toArray(NodeId[]::new);
    for (int p = 0; p < 64; p++) {
      assertThat(ring.preferenceList(p)).containsExactlyInAnyOrder(all);
      assertThat(ring.preferenceList(p).get(0)).isEqualTo(ring.owner(p));
    }
  }

  @Property(tries = 100)
  void everyBeginningOfAPreferenceListIsSpreadOverAsManyZonesAsCanBe(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int zones) {
    RingVersion version = RingVersion.first(new Memberships(seed, nodes, zones, true).now(), 64, 3);
    Ring ring = Ring.of(version);
    Map<NodeId, String> zoneOf = new HashMap<>();
    Map<String, Integer> sizes = new HashMap<>();
    for (Member member : version.members()) {
      zoneOf.put(member.id(), member.zone());
      sizes.merge(member.zone(), 1, Integer::sum);
    }
    for (int p = 0; p < 64; p++) {
      Map<String, Integer> taken = new HashMap<>();
      for (NodeId node : ring.preferenceList(p)) {
        String zone = zoneOf.get(node);
        int before = taken.merge(zone, 1, Integer::sum) - 1;
        // Nobody is passed over who has been taken less often and still has a member to give.
        assertThat(sizes.keySet())
            .allMatch(
                other ->
                    taken.getOrDefault(other, 0) >= before
                        || taken.getOrDefault(other, 0).equals(sizes.get(other)));
      }
    }
  }
}

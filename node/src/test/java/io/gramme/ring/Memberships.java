package io.gramme.ring;

import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Members for tests, made from a seed, that come and go. */
final class Memberships {

  private final Random random;
  private final int zones;
  private final boolean equal;
  private int named;
  private List<Member> members = new ArrayList<>();

  /**
   * @param zones the most zones
   * @param equal whether all have the same capacity
   */
  Memberships(long seed, int count, int zones, boolean equal) {
    this.random = new Random(seed);
    this.zones = zones;
    this.equal = equal;
    for (int i = 0; i < count; i++) members.add(newcomer());
  }

  static List<Member> of(String... ids) {
    List<Member> members = new ArrayList<>();
    for (String id : ids) members.add(Member.of(new NodeId(id)));
    return members;
  }

  /** n000, n001, ... in zones a, b, ... by turns. */
  static List<Member> numbered(int count, int zones) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId(String.format("n%03d", i));
      members.add(Member.of(id).inZone(String.valueOf((char) ('a' + i % zones))));
    }
    return members;
  }

  /** The version that follows one of which nothing has settled that had to. */
  static RingVersion next(RingVersion version, NodeId author, long time, List<Member> changed) {
    return version.next(author, time, changed, Progress.none(version.id()));
  }

  List<Member> now() {
    return List.copyOf(members);
  }

  /** One joins or one leaves; between 1 and {@code most} remain. */
  List<Member> change(int most) {
    members = new ArrayList<>(members);
    boolean leaves = members.size() >= most || members.size() > 1 && random.nextBoolean();
    if (leaves && members.size() > 1) members.remove(random.nextInt(members.size()));
    else if (members.size() < most) members.add(newcomer());
    return now();
  }

  private Member newcomer() {
    int capacity = equal ? Member.ORDINARY_CAPACITY : 1 + random.nextInt(300);
    return new Member(new NodeId("n" + named++), capacity, "z" + random.nextInt(zones));
  }
}

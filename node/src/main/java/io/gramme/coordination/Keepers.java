package io.gramme.coordination;

import io.gramme.model.NodeId;
import io.gramme.quorum.Tally.Group;
import io.gramme.ring.Ring;
import io.gramme.ring.Stage;
import io.gramme.vnode.VnodeProtocol;
import java.util.List;

/**
 * Who keeps a key while a request for it is done.
 *
 * <p>While its partition moves, S are the nodes that had it and T those that are to have it:
 *
 * <pre>
 *   pending   primaries S        one group       learners T without S
 *   joint     primaries S and T  S, and T        none
 *   settled   primaries T        one group       none
 * </pre>
 *
 * @param primaries the nodes that read and store, in the order of the preference list, at least one
 * @param groups in each of which the counts must be reached, by the primaries' places in that list
 * @param learners who is told what is written without being counted or waited for
 * @param stamp how far the ring had come when this was said; greater is later. Replicas that know
 *     that it has gone further since refuse what is older
 */
public record Keepers(
    List<NodeId> primaries, List<Group> groups, List<NodeId> learners, long stamp) {

  public Keepers {
    primaries = List.copyOf(primaries);
    groups = List.copyOf(groups);
    learners = List.copyOf(learners);
    if (primaries.isEmpty()) throw new IllegalArgumentException("a key that nobody keeps");
    for (Group group : groups) {
      for (int seat : group.seats()) {
        if (seat < 0 || seat >= primaries.size())
          throw new IllegalArgumentException("place " + seat + " among " + primaries);
      }
    }
  }

  /** Those of the keys of {@code n} replicas as a ring has it; all where there are fewer. */
  public static Keepers of(Ring ring, int partition, int n) {
    List<NodeId> all = ring.keepers(partition, n);
    long stamp = ring.stamp(partition);
    if (ring.stage(partition) == Stage.SETTLED) return together(all, List.of(), stamp);
    List<List<NodeId>> groups = ring.groups(partition, n);
    if (ring.stage(partition) == Stage.JOINT) return jointly(all, groups, stamp);
    List<NodeId> before = groups.get(0);
    return together(before, all.subList(before.size(), all.size()), stamp);
  }

  /** A partition may move without those of so few replicas: then it is one group all the same. */
  private static Keepers jointly(List<NodeId> all, List<List<NodeId>> groups, long stamp) {
    boolean isSame = groups.stream().allMatch(group -> group.size() == all.size());
    if (isSame) return together(all, List.of(), stamp);
    List<Group> places =
        groups.stream().map(group -> new Group(group.stream().map(all::indexOf).toList())).toList();
    return new Keepers(all, places, List.of(), stamp);
  }

  private static Keepers together(List<NodeId> primaries, List<NodeId> learners, long stamp) {
    return new Keepers(primaries, Group.ofAll(primaries.size()), learners, stamp);
  }

  /** Where nothing moves and no replica looks at the stamp. */
  public static Keepers unfenced(List<NodeId> primaries) {
    return new Keepers(primaries, Group.ofAll(primaries.size()), List.of(), VnodeProtocol.UNFENCED);
  }

  /** How many replicas there are, of which words such as "quorum" are taken: the larger group. */
  public int replicas() {
    int most = 0;
    for (Group group : groups) most = Math.max(most, group.size());
    return most;
  }

  /** Begins to count who is asked to store. */
  Ranks ranks() {
    return new Ranks(groups);
  }

  /**
   * Which of its group each primary is to be asked, from 0; the lower of the two where it is in
   * two. So each group by itself has its first ones sync.
   */
  static final class Ranks {

    private final List<Group> groups;
    private final int[] asked;

    private Ranks(List<Group> groups) {
      this.groups = groups;
      asked = new int[groups.size()];
    }

    int next(int seat) {
      int rank = Integer.MAX_VALUE;
      for (int i = 0; i < asked.length; i++) {
        if (groups.get(i).seats().contains(seat)) rank = Math.min(rank, asked[i]++);
      }
      return rank;
    }
  }
}

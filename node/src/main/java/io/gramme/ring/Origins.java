package io.gramme.ring;

import io.gramme.codec.ByteReader;
import io.gramme.codec.ByteWriter;
import io.gramme.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the partitions of a ring version come from: for each that moves, the layout by which it was
 * kept before. One layout serves for all that moved at once; a change that was forced while another
 * was under way leaves several.
 *
 * @param layouts each different and used by some partition
 * @param at one number per partition: 0 if it does not move, i if it moves from the i-th layout,
 *     counted from 1
 */
public record Origins(List<Layout> layouts, List<Integer> at) {

  /** How many layouts there may be: so many changes may be forced on top of each other. */
  public static final int MOST_LAYOUTS = 16;

  /** Refuses layouts that are not used, twice there, of another ring, or too many. */
  public Origins {
    layouts = List.copyOf(layouts);
    at = List.copyOf(at);
    if (layouts.size() > MOST_LAYOUTS)
      throw new IllegalArgumentException(
          layouts.size() + " changes of membership half done, at most " + MOST_LAYOUTS + " may be");
    Set<Integer> used = new HashSet<>();
    for (int number : at) {
      if (number < 0 || number > layouts.size())
        throw new IllegalArgumentException("origin " + number + " of " + layouts.size());
      if (number > 0) used.add(number);
    }
    if (used.size() != layouts.size() || new HashSet<>(layouts).size() != layouts.size())
      throw new IllegalArgumentException("an origin that no partition needs");
    for (Layout layout : layouts) {
      if (layout.partitions() != at.size())
        throw new IllegalArgumentException(
            "an origin of " + layout.partitions() + " partitions in a ring of " + at.size());
    }
  }

  /** The origins of a ring in which nothing moves. */
  public static Origins none(int partitions) {
    return new Origins(List.of(), Collections.nCopies(partitions, 0));
  }

  /**
   * The origins from which partitions come to {@code target}; those of which nobody gains anything
   * do not move.
   *
   * @param layouts by which partitions have been kept until now
   * @param from for each partition the layout by which it has been kept, counted from 0
   * @param replicas N, for which the ring is dealt
   * @param removed who takes part no more
   */
  static Origins leading(
      Layout target, List<Layout> layouts, List<Integer> from, int replicas, Set<NodeId> removed) {
    Preferences after = new Preferences(target);
    List<Preferences> before = layouts.stream().map(Preferences::new).toList();
    List<Layout> used = new ArrayList<>();
    List<Integer> at = new ArrayList<>(from.size());
    for (int p = 0; p < from.size(); p++) {
      List<NodeId> origin = before.get(from.get(p)).first(p, replicas);
      Turnover turnover = new Turnover(origin, after.first(p, replicas), replicas, removed);
      if (turnover.gaining().isEmpty()) {
        at.add(0);
        continue;
      }
      Layout layout = layouts.get(from.get(p));
      if (!used.contains(layout)) used.add(layout);
      at.add(used.indexOf(layout) + 1);
    }
    return new Origins(used, at);
  }

  /** Whether a partition has an origin. */
  public boolean moves(int partition) {
    return at.get(partition) > 0;
  }

  /** Whether no partition moves. */
  public boolean isEmpty() {
    return layouts.isEmpty();
  }

  /** The layout by which a partition that moves was kept before. */
  Layout of(int partition) {
    return layouts.get(at.get(partition) - 1);
  }

  /** Layouts, then one number per partition. */
  void writeTo(ByteWriter out) {
    out.writeVarLong(layouts.size());
    for (Layout layout : layouts) layout.writeTo(out);
    for (int number : at) out.writeVarLong(number);
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IllegalArgumentException if these are no origins
   */
  static Origins readFrom(ByteReader in, int partitions) {
    int count = in.readCount(2);
    if (count > MOST_LAYOUTS) throw new IllegalArgumentException(count + " origins");
    List<Layout> layouts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) layouts.add(Layout.readFrom(in));
    List<Integer> at = new ArrayList<>(partitions);
    for (int p = 0; p < partitions; p++) at.add(Layout.readSmall(in));
    return new Origins(layouts, at);
  }
}

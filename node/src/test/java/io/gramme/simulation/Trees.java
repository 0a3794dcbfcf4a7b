package io.gramme.simulation;

import io.gramme.antientropy.Question;
import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.HashTree;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Durability;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Stored;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the replicas of one process say of their hash trees, which are made when asked for. */
final class Trees {

  private final NodeProcess process;

  Trees(NodeProcess process) {
    this.process = process;
  }

  /** Answers a question of a session, at once or when it is done. */
  void answer(int partition, Question question, long deadline, Consumer<Reply> asker) {
    if (process.replica().isStale(deadline))
      asker.accept(new Refused(0, process.id(), Reason.STALE));
    else if (question instanceof Question.OfCopy copy) take(copy, deadline, asker);
    else asker.accept(answer(partition, question));
  }

  private Reply answer(int partition, Question question) {
    if (question instanceof Question.OfRoots) return roots(partition);
    if (question instanceof Question.OfBranches ask) {
      HashTree tree = tree(partition, ask.replicas());
      return new VnodeProtocol.Branches(
          0, process.id(), ask.nodes().stream().map(tree::branch).toList());
    }
    if (question instanceof Question.OfLeaves ask) return leaves(partition, ask);
    Item item = process.cluster().itemOf(((Question.OfKey) question).key());
    LocalRecord record = process.replica().record(item);
    boolean knows = process.machine().knowledge().knows(partition);
    return new VnodeProtocol.Found(0, process.id(), record.siblings(), record.terms(), knows);
  }

  private void take(Question.OfCopy copy, long deadline, Consumer<Reply> asker) {
    Item item = process.cluster().itemOf(copy.key());
    process
        .replica()
        .merge(
            item,
            copy.siblings(),
            copy.terms(),
            Occasion.ANTI_ENTROPY,
            Durability.OS,
            deadline,
            () -> asker.accept(new Stored(0, process.id())),
            why -> asker.accept(new Refused(0, process.id(), why)));
  }

  private Reply roots(int partition) {
    SortedMap<Integer, Long> roots = new TreeMap<>();
    itemsOf(partition)
        .map(item -> process.replica().record(item).terms().replicas())
        .forEach(replicas -> roots.computeIfAbsent(replicas, some -> tree(partition, some).root()));
    return new VnodeProtocol.Roots(0, process.id(), roots);
  }

  private Reply leaves(int partition, Question.OfLeaves ask) {
    if (ask.parts() != 1) throw new IllegalStateException("no answer was too large");
    List<LeafEntry> entries =
        itemsOf(partition)
            .filter(item -> process.replica().record(item).terms().replicas() == ask.replicas())
            .filter(item -> ask.leaves().contains(Question.SHAPE.leafOf(digest(item).keyHash())))
            .map(item -> new LeafEntry(item.key(), digest(item).digest()))
            .toList();
    return new VnodeProtocol.Leaves(0, process.id(), entries);
  }

  private HashTree tree(int partition, int replicas) {
    HashTree tree = HashTree.empty(Question.SHAPE);
    itemsOf(partition)
        .filter(item -> process.replica().record(item).terms().replicas() == replicas)
        .map(this::digest)
        .forEach(entry -> tree.replace(entry.keyHash(), EntryDigest.ABSENT, entry.digest()));
    return tree;
  }

  private EntryDigest digest(Item item) {
    return EntryDigest.of(item.key(), process.replica().record(item).siblings());
  }

  private Stream<Item> itemsOf(int partition) {
    return process.cluster().scenario().items().stream()
        .filter(item -> item.partition() == partition)
        .filter(item -> !process.replica().record(item).siblings().isEmpty());
  }
}

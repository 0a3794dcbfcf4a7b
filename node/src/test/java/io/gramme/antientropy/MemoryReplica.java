package io.gramme.antientropy;

import io.gramme.causality.HybridTime;
import io.gramme.causality.LocalRecord;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.HashTree;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.vnode.RecordRules;
import io.gramme.vnode.RecordRules.Stamp;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.Occasion;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** A replica without a disk: what a vnode answers, from records and hash trees in memory. */
final class MemoryReplica {

  private static final RecordRules RULES = new RecordRules(20, 100, 1 << 20);

  private static final ActorRef<Reply> NOBODY = TestInbox.<Reply>create().getRef();

  private final NodeId name;
  private final Random random;
  private final int mostEntries;
  private final Map<Key, LocalRecord> records = new HashMap<>();
  private final SortedMap<Integer, HashTree> trees = new TreeMap<>();
  private final Set<Key> damaged = new HashSet<>();
  private long clock;

  /**
   * @param mostEntries the most that one answer may list
   */
  MemoryReplica(NodeId name, long seed, int mostEntries) {
    this.name = name;
    this.random = new Random(seed);
    this.mostEntries = mostEntries;
  }

  Map<Key, Siblings> contents() {
    Map<Key, Siblings> contents = new HashMap<>();
    records.forEach((key, record) -> contents.put(key, record.siblings()));
    return contents;
  }

  Map<Key, Terms> terms() {
    Map<Key, Terms> terms = new HashMap<>();
    records.forEach((key, record) -> terms.put(key, record.terms()));
    return terms;
  }

  LocalRecord record(Key key) {
    return records.getOrDefault(key, LocalRecord.NONE);
  }

  void damage(Key key) {
    damaged.add(key);
  }

  /** A write by a client who had seen what is here. */
  void write(Key key, Payload payload, Terms terms) {
    LocalRecord before = record(key);
    Stamp stamp = new Stamp(HybridTime.ofMillis(++clock), 1, random::nextLong);
    take(key, RULES.make(before, before.siblings().seen(), payload, terms, stamp));
  }

  void merge(Key key, Siblings siblings, Terms terms) {
    take(key, RULES.merge(record(key), siblings, terms, Occasion.ANTI_ENTROPY));
  }

  Reply answer(Question question) {
    if (question instanceof Question.OfRoots) return roots();
    if (question instanceof Question.OfBranches ask)
      return new VnodeProtocol.Branches(
          0, name, ask.nodes().stream().map(tree(ask.replicas())::branch).toList());
    if (question instanceof Question.OfLeaves ask) return leaves(ask);
    Key key = ((Question.OfKey) question).key();
    if (damaged.contains(key)) return new Refused(0, name, Reason.RECORD_DAMAGED);
    if (question instanceof Question.OfCopy copy) {
      merge(key, copy.siblings(), copy.terms());
      return new VnodeProtocol.Stored(0, name);
    }
    return new VnodeProtocol.Found(0, name, record(key).siblings(), record(key).terms(), true);
  }

  private Reply roots() {
    SortedMap<Integer, Long> roots = new TreeMap<>();
    trees.forEach((replicas, tree) -> roots.put(replicas, tree.root()));
    return new VnodeProtocol.Roots(0, name, roots);
  }

  private Reply leaves(Question.OfLeaves ask) {
    GetLeaves message =
        new GetLeaves(0, 0, ask.replicas(), ask.leaves(), ask.part(), ask.parts(), 0, NOBODY);
    List<LeafEntry> entries = new ArrayList<>();
    records.forEach(
        (key, record) -> {
          EntryDigest digest = EntryDigest.of(key, record.siblings());
          if (record.terms().replicas() == ask.replicas()
              && ask.leaves().contains(Question.SHAPE.leafOf(digest.keyHash()))
              && message.asksFor(digest.keyHash()))
            entries.add(new LeafEntry(key, digest.digest()));
        });
    return entries.size() > mostEntries
        ? new Refused(0, name, Reason.ANSWER_TOO_LARGE)
        : new VnodeProtocol.Leaves(0, name, entries);
  }

  private HashTree tree(int replicas) {
    return trees.computeIfAbsent(replicas, none -> HashTree.empty(Question.SHAPE));
  }

  private void take(Key key, RecordRules.Change change) {
    LocalRecord before = record(key);
    LocalRecord after = ((RecordRules.Change.Store) change).record();
    clock = Math.max(clock, after.siblings().latestTime().millis());
    EntryDigest old = EntryDigest.of(key, before.siblings());
    EntryDigest fresh = EntryDigest.of(key, after.siblings());
    tree(before.terms().replicas()).replace(old.keyHash(), old.digest(), EntryDigest.ABSENT);
    tree(after.terms().replicas()).replace(old.keyHash(), EntryDigest.ABSENT, fresh.digest());
    records.put(key, after);
  }
}

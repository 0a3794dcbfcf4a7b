package io.gramme.vnode;

import io.gramme.causality.LocalRecord;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.storage.Store;
import io.gramme.vnode.VnodeProtocol.AskHeld;
import io.gramme.vnode.VnodeProtocol.Branches;
import io.gramme.vnode.VnodeProtocol.Buried;
import io.gramme.vnode.VnodeProtocol.FetchSlice;
import io.gramme.vnode.VnodeProtocol.FindTombstones;
import io.gramme.vnode.VnodeProtocol.GetBranches;
import io.gramme.vnode.VnodeProtocol.GetLeaves;
import io.gramme.vnode.VnodeProtocol.GetRoots;
import io.gramme.vnode.VnodeProtocol.Held;
import io.gramme.vnode.VnodeProtocol.Leaves;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Reply;
import io.gramme.vnode.VnodeProtocol.Roots;
import io.gramme.vnode.VnodeProtocol.TombstonesFound;
import java.util.ArrayList;
import java.util.List;

/**
 * What a vnode answers about all its keys together: trees and tombstones. Throws as its store does.
 */
record Survey(Store store, NodeId self) {

  /** Bytes of an entry beside those of its names, at the most. */
  private static final int ENTRY_BYTES = 16;

  private static final int MOST_NODES = 64;

  Reply roots(GetRoots get) {
    return new Roots(get.request(), self, store.roots());
  }

  Reply branches(GetBranches get) {
    if (get.nodes().size() > MOST_NODES) return tooLarge(get.request());
    return new Branches(
        get.request(),
        self,
        get.nodes().stream().map(node -> store.branch(get.replicas(), node)).toList());
  }

  Reply leaves(GetLeaves get) {
    List<LeafEntry> entries = new ArrayList<>();
    long bytes = 0;
    for (int leaf : get.leaves()) {
      for (LeafEntry entry : store.leaf(get.replicas(), leaf)) {
        if (!get.asksFor(hash(entry.key()))) continue;
        bytes += bytes(entry.key());
        if (bytes > Leaves.MOST_BYTES) return tooLarge(get.request());
        entries.add(entry);
      }
    }
    return new Leaves(get.request(), self, entries);
  }

  Reply tombstones(FindTombstones find) {
    List<Buried> found = new ArrayList<>();
    long bytes = 0;
    for (Key key : store.tombstonesBefore(find.beforeMillis(), find.limit())) {
      bytes += bytes(key);
      if (bytes > Leaves.MOST_BYTES) break;
      LocalRecord record = store.get(key);
      if (record.siblings().isDeleted())
        found.add(new Buried(entry(key, record), record.terms().replicas()));
    }
    return new TombstonesFound(
        find.request(),
        self,
        found,
        store.tombstones(),
        store.oldestTombstoneMillis().orElse(Long.MAX_VALUE));
  }

  Reply slice(FetchSlice fetch) {
    SliceReader reader = new SliceReader(fetch);
    if (fetch.after().size() == 0) store.forEach(reader);
    else store.forEachAfter(SliceReader.key(fetch.after()), reader);
    return reader.slice(self, reader.isEnd() ? 0 : store.bytesAfter(reader.last()));
  }

  Reply held(AskHeld ask) {
    return new Held(
        ask.request(),
        self,
        ask.entries().stream().filter(entry -> isExactly(entry, store.get(entry.key()))).toList());
  }

  /** Whether a record is exactly the one that an entry speaks of. */
  static boolean isExactly(LeafEntry entry, LocalRecord record) {
    return !record.siblings().isEmpty() && entry(entry.key(), record).equals(entry);
  }

  private static LeafEntry entry(Key key, LocalRecord record) {
    return new LeafEntry(key, EntryDigest.of(key, record.siblings()).digest());
  }

  private static long hash(Key key) {
    return EntryDigest.of(key, LocalRecord.NONE.siblings()).keyHash();
  }

  private static long bytes(Key key) {
    return key.bucket().type().length()
        + key.bucket().name().size()
        + key.name().size()
        + ENTRY_BYTES;
  }

  private Reply tooLarge(long request) {
    return new Refused(request, self, Reason.ANSWER_TOO_LARGE);
  }
}

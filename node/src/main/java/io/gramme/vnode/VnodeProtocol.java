package io.gramme.vnode;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.merkle.Branch;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.wire.WireMessage;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a vnode can be asked and what it answers.
 *
 * <p>Every command carries a request number, which its reply repeats, and a deadline in
 * milliseconds since 1970 by the asker's clock, after which nobody waits for the reply.
 */
public interface VnodeProtocol {

  /** The stamp of background work, which no fence holds up. */
  long UNFENCED = Long.MAX_VALUE;

  /** Addressed to one partition of the node that receives it. */
  sealed interface Command {
    long request();

    int partition();

    /**
     * How the asker sees the partition move: a later stage has a greater stamp. A replica that has
     * been fenced refuses what is stamped lower.
     */
    default long stamp() {
      return UNFENCED;
    }

    long deadlineMillis();

    ActorRef<Reply> replyTo();
  }

  /** Asks what the replica holds. Answered by {@link Found} or {@link Refused}. */
  record Get(
      long request,
      int partition,
      long stamp,
      Key key,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    /** For background work. */
    public Get(long request, int partition, Key key, long deadlineMillis, ActorRef<Reply> replyTo) {
      this(request, partition, UNFENCED, key, deadlineMillis, replyTo);
    }
  }

  /**
   * Makes a new version here and stores it; from a coordinator on the same node only, since the
   * version is named after this replica. Answered by {@link Made} or {@link Refused}.
   *
   * @param seen what the writer had seen
   * @param terms how the key is kept from now on
   */
  record Make(
      long request,
      int partition,
      long stamp,
      Key key,
      VersionVector seen,
      Payload payload,
      Terms terms,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {

    /** Not held up by any fence. */
    public Make(
        long request,
        int partition,
        Key key,
        VersionVector seen,
        Payload payload,
        Terms terms,
        Durability durability,
        long deadlineMillis,
        ActorRef<Reply> replyTo) {
      this(
          request,
          partition,
          UNFENCED,
          key,
          seen,
          payload,
          terms,
          durability,
          deadlineMillis,
          replyTo);
    }
  }

  /**
   * Merges what another replica holds into what this one holds. Answered by {@link Stored} or
   * {@link Refused}.
   *
   * @param siblings everything the sender knows of the key, never a part of it
   * @param terms how the key is kept, as far as the sender knows
   * @param occasion why it is sent
   */
  record Merge(
      long request,
      int partition,
      long stamp,
      Key key,
      Siblings siblings,
      Terms terms,
      Occasion occasion,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    /** For background work. */
    public Merge(
        long request,
        int partition,
        Key key,
        Siblings siblings,
        Terms terms,
        Occasion occasion,
        Durability durability,
        long deadlineMillis,
        ActorRef<Reply> replyTo) {
      this(
          request,
          partition,
          UNFENCED,
          key,
          siblings,
          terms,
          occasion,
          durability,
          deadlineMillis,
          replyTo);
    }
  }

  /** Why a replica is told what another holds. */
  enum Occasion {
    /** Somebody writes it now. */
    WRITE,
    /** A read found this replica stale. */
    READ_REPAIR,
    /** It was kept for this replica while it could not be reached. */
    HANDOFF,
    /** The trees of two replicas differed. */
    ANTI_ENTROPY,
    /** The partition moves to this replica, or an old copy that is to go has it. */
    TRANSFER
  }

  /** Asks for the root of each hash tree of the partition. Answered by {@link Roots}. */
  record GetRoots(long request, int partition, long deadlineMillis, ActorRef<Reply> replyTo)
      implements Command, WireMessage {}

  /**
   * Asks for inner nodes of a hash tree. Answered by {@link Branches}.
   *
   * @param replicas which tree: that of the keys with so many replicas
   */
  record GetBranches(
      long request,
      int partition,
      int replicas,
      List<TreeNode> nodes,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public GetBranches {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * Asks what is in leaves of a hash tree, or in a part of each. Answered by {@link Leaves}, or
   * refused where that would be more than {@link Leaves#MOST_BYTES}: who asks then asks for fewer
   * leaves, or for smaller parts.
   *
   * @param replicas which tree: that of the keys with so many replicas
   * @param leaves by their index
   * @param part from 0 to {@code parts - 1}: the keys whose hashes have these lowest bits
   * @param parts into how many each leaf is divided: a power of two up to {@link #MOST_PARTS}, 1
   *     for the whole
   */
  record GetLeaves(
      long request,
      int partition,
      int replicas,
      List<Integer> leaves,
      int part,
      int parts,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    /** Into so many parts a leaf may be divided. */
    public static final int MOST_PARTS = 1 << 16;

    public GetLeaves {
      leaves = List.copyOf(leaves);
      if (Integer.bitCount(parts) != 1 || parts > MOST_PARTS || part < 0 || part >= parts)
        throw new IllegalArgumentException("part " + part + " of " + parts);
    }

    /** Whether a key of such a hash is in the part that is asked for. */
    public boolean asksFor(long keyHash) {
      return (keyHash & parts - 1) == part;
    }
  }

  /**
   * Asks which of these the replica holds exactly so, and has it sync those before it says so.
   * Answered by {@link Confirmed}.
   */
  record Confirm(
      long request,
      int partition,
      List<LeafEntry> entries,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public Confirm {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Forgets those tombstones that the replica still holds exactly so: every replica was seen to
   * hold them. Answered by {@link Forgotten}.
   */
  record Forget(
      long request,
      int partition,
      List<LeafEntry> entries,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public Forget {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Asks for tombstones that could be forgotten; from the same node only. Answered by {@link
   * TombstonesFound}.
   *
   * @param beforeMillis only older ones, by their own time in milliseconds since 1970
   * @param limit the most that are wanted
   */
  record FindTombstones(
      long request,
      int partition,
      long beforeMillis,
      int limit,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {}

  /**
   * Has a slice of what is stored checked and mended; from the same node only. Answered by {@link
   * SliceScrubbed}.
   *
   * @param after where the last slice ended, {@link Blob#EMPTY} to begin
   * @param limit the most entries to look at
   */
  record ScrubSlice(
      long request,
      int partition,
      Blob after,
      int limit,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {}

  /**
   * Has the replica refuse, from now on, what is stamped lower, as soon as its own ring is so far.
   * Answered by {@link Fenced} or, with {@link Reason#NOT_YET}, by {@link Refused}.
   *
   * @param least the least stamp that is let through afterwards
   */
  record Fence(
      long request, int partition, long least, long deadlineMillis, ActorRef<Reply> replyTo)
      implements Command, WireMessage {}

  /**
   * Asks for the next records of the partition in the order of their keys, which is the same on all
   * nodes. Answered by {@link Slice}.
   *
   * @param after where the last slice ended, on whatever node; {@link Blob#EMPTY} to begin
   * @param bytesLimit of records as they travel, 1 to {@link Slice#MOST_BYTES}; one record may be
   *     more
   * @param leastReplicas only of keys with so many replicas or more
   * @param mostReplicas and so many or fewer
   */
  record FetchSlice(
      long request,
      int partition,
      Blob after,
      long bytesLimit,
      int leastReplicas,
      int mostReplicas,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public FetchSlice {
      if (bytesLimit < 1 || bytesLimit > Slice.MOST_BYTES)
        throw new IllegalArgumentException("a slice of " + bytesLimit + " bytes");
    }

    /** Whether such keys are asked for. */
    public boolean asksFor(Terms terms) {
      return leastReplicas <= terms.replicas() && terms.replicas() <= mostReplicas;
    }
  }

  /**
   * Asks which of these the replica holds exactly so; changes nothing. Answered by {@link Held}.
   */
  record AskHeld(
      long request,
      int partition,
      List<LeafEntry> entries,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public AskHeld {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Deletes those records that the replica still holds exactly so, since it no longer keeps the
   * partition and every keeper was seen to hold them; from the same node only. Answered by {@link
   * WasShed}, or refused with {@link Reason#RING_MOVED} if the node's ring is no longer at the
   * stamp.
   *
   * @param stamp of the ring by which the replica keeps them no longer
   */
  record Shed(
      long request,
      int partition,
      long stamp,
      List<LeafEntry> entries,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {

    public Shed {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Asks for the next names of a listing, in the order of their bytes: those of the keys of a
   * bucket, or those of the buckets of a type. Answered by {@link Listed}.
   *
   * @param bucket whose keys; {@link Blob#EMPTY} for the buckets themselves
   * @param after the name after which to go on; {@link Blob#EMPTY} to begin
   * @param limit the most names that are wanted, 1 to {@link #MOST_NAMES}
   */
  record ListSlice(
      long request,
      int partition,
      String type,
      Blob bucket,
      Blob after,
      int limit,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    /** As many names are in one answer at the most. */
    public static final int MOST_NAMES = 1_000;

    /** As many bytes of names are in one answer at the most, but for the last name: 128 KiB. */
    public static final long MOST_NAME_BYTES = 128 << 10;

    /** As many records are looked at for one answer at the most. */
    public static final int MOST_LOOKED_AT = 5_000;

    public ListSlice {
      if (limit < 1 || limit > MOST_NAMES) throw new IllegalArgumentException(limit + " names");
      if (!Bucket.isTypeName(type)) throw new IllegalArgumentException("a type " + type);
      int longest = Math.max(bucket.size(), after.size());
      if (longest > Bucket.MAX_NAME_BYTES)
        throw new IllegalArgumentException("a name of " + longest + " bytes");
    }

    /** Whether the buckets of the type are asked for, not the keys of one. */
    public boolean asksForBuckets() {
      return bucket.size() == 0;
    }
  }

  /** Says which request it answers and which node's replica speaks. */
  sealed interface Reply extends WireMessage {
    long request();

    NodeId from();
  }

  /**
   * The key as this replica knows it; a key it never saw is {@link Siblings#NONE}, not an error.
   *
   * @param terms how the key is kept; {@link Terms#NONE} where nothing is found
   * @param knows whether nothing found means that nothing is there: not so while a replica that
   *     lost data has not been compared with all others, and never at a stand-in
   */
  record Found(long request, NodeId from, Siblings siblings, Terms terms, boolean knows)
      implements Reply {}

  /**
   * The new version is stored, as durably as was asked.
   *
   * @param siblings all that the replica holds now, for the other replicas
   */
  record Made(long request, NodeId from, Siblings siblings) implements Reply {}

  /** The siblings are stored, as durably as was asked. */
  record Stored(long request, NodeId from) implements Reply {}

  record Refused(long request, NodeId from, Reason why) implements Reply {}

  /**
   * The roots of a partition's hash trees.
   *
   * @param roots by the number of replicas of the keys in the tree; empty trees may be left out
   */
  record Roots(long request, NodeId from, SortedMap<Integer, Long> roots) implements Reply {

    public Roots {
      roots = new TreeMap<>(roots);
    }
  }

  record Branches(long request, NodeId from, List<Branch> branches) implements Reply {

    public Branches {
      branches = List.copyOf(branches);
    }
  }

  /**
   * What is in some leaves.
   *
   * @param entries of all the leaves that were asked for, in no order
   */
  record Leaves(long request, NodeId from, List<LeafEntry> entries) implements Reply {

    /** As many bytes of entries are in one answer at the most: 256 KiB. */
    public static final long MOST_BYTES = 256 << 10;

    public Leaves {
      entries = List.copyOf(entries);
    }
  }

  /** Those that the replica holds exactly as it was asked, synced to disk. */
  record Confirmed(long request, NodeId from, List<LeafEntry> entries) implements Reply {

    public Confirmed {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Old tombstones, oldest first.
   *
   * @param total of all tombstones of the partition
   * @param oldestMillis the time of the oldest of all, {@link Long#MAX_VALUE} if there is none
   */
  record TombstonesFound(
      long request, NodeId from, List<Buried> tombstones, long total, long oldestMillis)
      implements Reply {

    public TombstonesFound {
      tombstones = List.copyOf(tombstones);
    }
  }

  /**
   * A key whose record holds tombstones alone.
   *
   * @param replicas how many must hold them before they can be forgotten
   */
  record Buried(LeafEntry entry, int replicas) {}

  /**
   * A slice was checked.
   *
   * @param last where the next one goes on, {@link Blob#EMPTY} when the partition is done
   * @param removed damaged records that were taken out
   */
  record SliceScrubbed(long request, NodeId from, Blob last, int removed) implements Reply {}

  /** So many tombstones were forgotten. */
  record Forgotten(long request, NodeId from, int count) implements Reply {}

  /** Whatever is stamped lower than was asked will be refused, after a restart too. */
  record Fenced(long request, NodeId from) implements Reply {}

  /**
   * A slice of a partition.
   *
   * @param parcels the records, in the order of their keys
   * @param last where the next slice goes on; as opaque as it came
   * @param isEnd whether there are no more
   * @param bytes of the parcels, as they travel
   * @param bytesLeft about how many bytes of the partition come after these; -1 if that is unknown
   */
  record Slice(
      long request,
      NodeId from,
      List<Parcel> parcels,
      Blob last,
      boolean isEnd,
      long bytes,
      long bytesLeft)
      implements Reply {

    /** As many bytes of records are in one slice at the most, unless it is a single one: 1 MiB. */
    public static final long MOST_BYTES = 1 << 20;

    /** As many records are looked at for one slice at the most. */
    public static final int MOST_LOOKED_AT = 10_000;

    public Slice {
      parcels = List.copyOf(parcels);
    }
  }

  /** A record without its mint, which never leaves its replica. */
  record Parcel(Key key, Siblings siblings, Terms terms) {}

  /**
   * A slice of a listing.
   *
   * @param names in the order of their bytes
   * @param last where the next slice goes on
   * @param isEnd whether there are no more
   * @param knows whether names that are not here are not there; see {@link Found}
   */
  record Listed(
      long request, NodeId from, List<Blob> names, Blob last, boolean isEnd, boolean knows)
      implements Reply {

    public Listed {
      names = List.copyOf(names);
    }
  }

  /** Those that the replica holds exactly as it was asked. */
  record Held(long request, NodeId from, List<LeafEntry> entries) implements Reply {

    public Held {
      entries = List.copyOf(entries);
    }
  }

  /** So many records were deleted. */
  record WasShed(long request, NodeId from, int count) implements Reply {}

  /** Why a replica did not do what it was asked. */
  enum Reason {
    /** Its write queue is full. */
    OVERLOADED,
    /** It keeps as many hints as it may. */
    HINTS_FULL,
    /** The command came too late. */
    STALE,
    /** The ring has no such partition. */
    NO_SUCH_PARTITION,
    /** Its disk has too little room left. */
    DISK_FULL,
    /** Its disk or its database failed. */
    STORE_FAILED,
    /** The record under this key is damaged on disk. */
    RECORD_DAMAGED,
    /** One sibling more would be one too many. */
    TOO_MANY_SIBLINGS,
    /** All siblings together would be too large. */
    OBJECT_TOO_LARGE,
    /** What was asked for is more than one answer may hold. */
    ANSWER_TOO_LARGE,
    /** The asker's ring is older than what this replica still answers to. */
    RING_MOVED,
    /** This node's ring is not yet so far. */
    NOT_YET
  }
}

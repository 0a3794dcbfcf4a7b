package io.gramme.vnode;

import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.VersionVector;
import io.gramme.merkle.Branch;
import io.gramme.merkle.LeafEntry;
import io.gramme.merkle.TreeNode;
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

  /** Addressed to one partition of the node that receives it. */
  sealed interface Command {
    long request();

    int partition();

    long deadlineMillis();

    ActorRef<Reply> replyTo();
  }

  /** Asks what the replica holds. Answered by {@link Found} or {@link Refused}. */
  record Get(long request, int partition, Key key, long deadlineMillis, ActorRef<Reply> replyTo)
      implements Command, WireMessage {}

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
      Key key,
      VersionVector seen,
      Payload payload,
      Terms terms,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {}

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
      Key key,
      Siblings siblings,
      Terms terms,
      Occasion occasion,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {}

  /** Why a replica is told what another holds. */
  enum Occasion {
    /** Somebody writes it now. */
    WRITE,
    /** A read found this replica stale. */
    READ_REPAIR,
    /** It was kept for this replica while it could not be reached. */
    HANDOFF,
    /** The trees of two replicas differed. */
    ANTI_ENTROPY
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
   * Asks what is in leaves of a hash tree. Answered by {@link Leaves}.
   *
   * @param replicas which tree: that of the keys with so many replicas
   * @param leaves by their index
   */
  record GetLeaves(
      long request,
      int partition,
      int replicas,
      List<Integer> leaves,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {

    public GetLeaves {
      leaves = List.copyOf(leaves);
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

  /** So many tombstones were forgotten. */
  record Forgotten(long request, NodeId from, int count) implements Reply {}

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
    OBJECT_TOO_LARGE
  }
}

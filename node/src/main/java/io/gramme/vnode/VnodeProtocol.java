package io.gramme.vnode;

import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.VersionVector;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Payload;
import io.gramme.wire.WireMessage;
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
   */
  record Make(
      long request,
      int partition,
      Key key,
      VersionVector seen,
      Payload payload,
      Reconciliation reconciliation,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command {}

  /**
   * Merges what another replica holds into what this one holds; also how a read repairs a stale
   * replica. Answered by {@link Stored} or {@link Refused}.
   *
   * @param siblings everything the sender knows of the key, never a part of it
   */
  record Merge(
      long request,
      int partition,
      Key key,
      Siblings siblings,
      Reconciliation reconciliation,
      Durability durability,
      long deadlineMillis,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {}

  /** Says which request it answers and which node's replica speaks. */
  sealed interface Reply extends WireMessage {
    long request();

    NodeId from();
  }

  /**
   * The key as this replica knows it; a key it never saw is {@link Siblings#NONE}, not an error.
   */
  record Found(long request, NodeId from, Siblings siblings) implements Reply {}

  /**
   * The new version is stored, as durably as was asked.
   *
   * @param siblings all that the replica holds now, for the other replicas
   */
  record Made(long request, NodeId from, Siblings siblings) implements Reply {}

  /** The siblings are stored, as durably as was asked. */
  record Stored(long request, NodeId from) implements Reply {}

  record Refused(long request, NodeId from, Reason why) implements Reply {}

  /** Why a replica did not do what it was asked. */
  enum Reason {
    /** Its write queue is full. */
    OVERLOADED,
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

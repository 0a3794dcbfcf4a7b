package io.gramme.service;

import io.gramme.causality.Siblings;
import io.gramme.codec.ByteWriter;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Ring;
import io.gramme.vnode.VnodeProtocol;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Shows what this node's own replica of a key holds, whatever the others hold: so that replicas can
 * be compared byte by byte when faults are tried out.
 *
 * @param view where the ring is known
 * @param vnodes the door to this node's vnodes
 * @param scheduler of the actor system
 */
public record ReplicaView(
    NodeView view, ActorRef<VnodeProtocol.Command> vnodes, Scheduler scheduler) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LEAST_BUFFER_BYTES = 256;

  /**
   * Asks the vnode. The stage completes within seconds, never exceptionally.
   *
   * @return a JSON tree: {@code partition}, {@code preference} (all members in order), and either
   *     {@code refused} with a reason or {@code held}, {@code deleted}, {@code dots} and {@code
   *     digest} (SHA-256 of the siblings' bytes, hexadecimal)
   */
  public CompletionStage<SortedMap<String, Object>> look(Key key) {
    Optional<Ring> ring = view.ring();
    if (ring.isEmpty()) return CompletableFuture.completedStage(refused("no ring yet"));
    int partition = ring.get().partitionOf(key);
    return AskPattern.<VnodeProtocol.Command, VnodeProtocol.Reply>ask(
            vnodes,
            replyTo -> new VnodeProtocol.Get(0, partition, key, deadlineMillis(), replyTo),
            PATIENCE,
            scheduler)
        .handle(
            (reply, failure) -> {
              SortedMap<String, Object> tree =
                  failure == null ? described(reply) : refused("no answer");
              tree.put("partition", partition);
              tree.put(
                  "preference",
                  ring.get().preferenceList(partition).stream().map(NodeId::value).toList());
              return tree;
            });
  }

  private static long deadlineMillis() {
    return System.currentTimeMillis() + PATIENCE.toMillis();
  }

  private static SortedMap<String, Object> described(VnodeProtocol.Reply reply) {
    if (reply instanceof VnodeProtocol.Found found) return described(found.siblings());
    return refused(
        reply instanceof VnodeProtocol.Refused refused ? refused.why().name() : "another answer");
  }

  private static SortedMap<String, Object> described(Siblings siblings) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("held", !siblings.isEmpty());
    tree.put("deleted", siblings.isDeleted());
    tree.put("dots", siblings.versions().stream().map(each -> each.dot().toString()).toList());
    tree.put("digest", digest(siblings));
    return tree;
  }

  private static String digest(Siblings siblings) {
    ByteWriter bytes = ByteWriter.growing(LEAST_BUFFER_BYTES + (int) siblings.dataBytes());
    siblings.writeTo(bytes);
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static SortedMap<String, Object> refused(String why) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("refused", why);
    return tree;
  }
}

package io.gramme.http.app;

import io.gramme.http.probe.HttpPeerProbe;
import io.gramme.http.probe.HttpPeerProbe.Answered;
import io.gramme.membership.Candidate;
import io.gramme.membership.SeedContact;
import io.gramme.model.Endpoint;
import io.gramme.ring.Change;
import io.gramme.service.Introduction;
import io.gramme.service.NodeContact;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Speaks over HTTP with nodes that are in no ring, or for one that is in none. */
record RingContact(HttpPeerProbe http) implements SeedContact, NodeContact {

  private static final String SELF = "/internal/self";
  private static final String RING = "/internal/ring";

  @Override
  public CompletionStage<Optional<byte[]>> charter(String hostAndPort) {
    return http.get(hostAndPort, RING)
        .thenApply(answer -> answer.filter(Answered::isDone).flatMap(RingContact::charterIn));
  }

  private static Optional<byte[]> charterIn(Answered answer) {
    if (!(answer.tree().get("charter") instanceof String text)) return Optional.empty();
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<SeedContact.Reply> stage(
      String hostAndPort, Change change, Candidate self) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("newcomer", Introduction.treeOf(self));
    if (change instanceof Change.Replace replace) document.put("replaces", replace.old().value());
    else if (!(change instanceof Change.Join))
      return CompletableFuture.completedStage(
          new IsRefused("a node without a ring can only join one: " + change));
    return http.post(hostAndPort, RING, document)
        .thenApply(answer -> answer.map(RingContact::replyIn).orElseGet(IsSilent::new));
  }

  private static SeedContact.Reply replyIn(Answered answer) {
    if (answer.isDone()) return new IsStaged();
    return answer.tree().get("refused") instanceof List<?> reasons
        ? new IsRefused(reasons.stream().map(String::valueOf).collect(Collectors.joining("; ")))
        : new IsSilent();
  }

  @Override
  public CompletionStage<Optional<Introduction>> meet(Endpoint node) {
    return http.get(node.value(), SELF)
        .thenApply(
            answer ->
                answer.filter(Answered::isDone).flatMap(there -> Introduction.read(there.tree())));
  }

  @Override
  public CompletionStage<Boolean> deliver(Endpoint node, byte[] charter) {
    String text = Base64.getEncoder().encodeToString(charter);
    return http.post(node.value(), RING, Map.of("charter", text))
        .thenApply(answer -> answer.filter(Answered::isDone).isPresent());
  }
}

package io.gramme.http.app;

import io.gramme.http.probe.HttpPeerProbe;
import io.gramme.membership.PeerProbe;
import io.gramme.membership.ProbeAnswer;
import io.gramme.model.NodeId;
import io.gramme.service.Introduction;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.AddressFromURIString;

/** Reads what a peer says of itself over HTTP as the membership wants it. */
record RingProbe(HttpPeerProbe http) implements PeerProbe {

  @Override
  public CompletionStage<Optional<ProbeAnswer>> probe(String hostAndPort, NodeId asker) {
    return http.probe(hostAndPort, asker).thenApply(answer -> answer.flatMap(RingProbe::read));
  }

  /** Empty for a node that is still starting, and for one that is not of this kind. */
  static Optional<ProbeAnswer> read(Map<String, Object> self) {
    if (self.get("id") instanceof String id
        && self.get("start_count") instanceof Number starts
        && self.get("address") instanceof String address
        && AddressFromURIString.unapply(address).isDefined()
        && self.get("cluster_id") instanceof String clusterId
        && self.get("cluster_size") instanceof Number size
        && self.get("http") instanceof String http
        && self.get("directory") instanceof String directory
        && self.get("ring_epoch") instanceof Number epoch) {
      try {
        return Optional.of(
            new ProbeAnswer(
                new NodeId(id),
                starts.longValue(),
                address,
                clusterId,
                size.intValue(),
                http,
                directory,
                epoch.longValue(),
                Introduction.readFormats(self)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}

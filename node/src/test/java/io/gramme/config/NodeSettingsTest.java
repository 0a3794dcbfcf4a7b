package io.gramme.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gramme.model.Endpoint;
import io.gramme.storage.EngineChoice;
import io.gramme.storage.StorageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {

  @Test
  void theDefaultsMakeSense() {
    NodeSettings settings = NodeSettings.from(with(""));
    assertThat(settings.id()).isEmpty();
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("data"));
    assertThat(settings.arteryBasePort()).isEqualTo(25_520);
    assertThat(settings.ring().partitions()).isEqualTo(64);
    assertThat(settings.ring().replicas()).isEqualTo(3);
    assertThat(settings.requests().inFlightLimit()).isEqualTo(2_000);
    assertThat(settings.requests().patience()).isEqualTo(Duration.ofMillis(300));
    assertThat(settings.limits()).isEqualTo(new NodeSettings.Limits(100, 4 << 20, 20));
    assertThat(settings.maxDrift()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.storage()).isEqualTo(StorageSettings.DEFAULTS);
    assertThat(settings.hints())
        .isEqualTo(
            new NodeSettings.HintSettings(
                1L << 30,
                Duration.ofHours(3),
                Duration.ofSeconds(10),
                32,
                4 << 20,
                Duration.ofSeconds(5)));
    assertThat(settings.admission())
        .isEqualTo(
            new NodeSettings.Admission(
                Duration.ofMillis(50), Duration.ofMillis(100), 5, 2_000, 1_000));
    assertThat(settings.place())
        .isEqualTo(new NodeSettings.Place("127.0.0.1:0", List.of(), 100, ""));
    assertThat(settings.transfers())
        .isEqualTo(
            new NodeSettings.TransferSettings(
                2, Duration.ofSeconds(2), 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1)));
  }

  @Test
  void aNodeIsReachedWhereItListensUnlessItSaysOtherwise() {
    String listening = "gramme.http { host = \"10.0.0.7\", port = 8098 }";
    assertThat(NodeSettings.from(with(listening)).place().advertised()).isEqualTo("10.0.0.7:8098");
    String six = "gramme.http { host = \"::1\", port = 8098 }";
    assertThat(NodeSettings.from(with(six)).place().advertised()).isEqualTo("[::1]:8098");
    String said = listening + "\ngramme.http.advertised = \"shop-7:80\"";
    assertThat(NodeSettings.from(with(said)).place().advertised()).isEqualTo("shop-7:80");
  }

  @Test
  void aNodeSaysWhomToAskAndWithWhatItJoins() {
    NodeSettings.Place place =
        NodeSettings.from(
                with(
                    "gramme.seeds = [\"h1:8098\", \"h2:8098\", \"h1:8098\"]\n"
                        + "gramme.node { capacity = 200, zone = rack-b }"))
            .place();
    assertThat(place.seeds()).containsExactly(new Endpoint("h1:8098"), new Endpoint("h2:8098"));
    assertThat(place.capacity()).isEqualTo(200);
    assertThat(place.zone()).isEqualTo("rack-b");
  }

  @Test
  void anEngineIsNamedInLowerCase() {
    assertThat(NodeSettings.from(with("gramme.storage.engine = leveldb-java")).storage().engine())
        .isEqualTo(EngineChoice.LEVELDB_JAVA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gramme.node.id = \"not a name\" | gramme.node.id",
        "gramme.artery.base-port = 0 | gramme.artery.base-port",
        "gramme.artery.base-port = 65530 | gramme.artery.base-port",
        "gramme.artery.base-port = many | artery.base-port",
        "gramme.ring.partitions = 65 | gramme.ring.partitions",
        "gramme.ring.replicas = 0 | gramme.ring.replicas",
        "gramme.seeds = [h1] | gramme.seeds",
        "gramme.node.capacity = 0 | gramme.node.capacity",
        "gramme.node.capacity = 1001 | gramme.node.capacity",
        "gramme.node.zone = \"a b\" | gramme.node.zone",
        "gramme.http.advertised = h1 | gramme.http.advertised",
        "gramme.http { host = 0.0.0.0, port = 8098 } | gramme.http.advertised",
        "gramme.transfers.at-once = 0 | gramme.transfers.at-once",
        "gramme.transfers.settle = 0s | gramme.transfers.settle",
        "gramme.transfers.slice-bytes = 2 MiB | gramme.transfers.slice-bytes",
        "gramme.transfers.slice-bytes = 0 | gramme.transfers.slice-bytes",
        "gramme.requests.in-flight-limit = 0 | gramme.requests.in-flight-limit",
        "gramme.requests.repair-patience = 0s | gramme.requests.repair-patience",
        "gramme.limits.siblings = -1 | gramme.limits.siblings",
        "gramme.limits.object-bytes = 0 | gramme.limits.object-bytes",
        "gramme.limits.vector-entries = 0 | gramme.limits.vector-entries",
        "gramme.bootstrap.probe-every = 0s | gramme.bootstrap.probe-every",
        "gramme.bootstrap.join-patience = -1s | gramme.bootstrap.join-patience",
        "gramme.storage.engine = tape | gramme.storage",
        "gramme.storage.queue-objects = 0 | queueObjects",
        "gramme.storage.write-buffer-bytes = 3 GiB | gramme.storage",
        "gramme.hints.bytes-limit = 0 | gramme.hints.bytes-limit",
        "gramme.hints.scan-every = 0s | gramme.hints.scan-every",
        "gramme.hints.window = 0 | gramme.hints.window",
        "gramme.admission.target = 0ms | gramme.admission.target",
        "gramme.admission.writer-target = -1s | gramme.admission.writer-target",
        "gramme.admission.floor = 0 | gramme.admission.floor",
        "gramme.admission.ceiling = 4 | gramme.admission.ceiling",
        "gramme.admission.ceiling = 2000000 | gramme.admission.ceiling",
        "gramme.admission.waiters-limit = 0 | gramme.admission.waiters-limit",
        "gramme.clock.max-drift = soon | clock.max-drift"
      })
  void aSettingThatMakesNoSenseIsNamed(String setting, String name) {
    assertThatThrownBy(() -> NodeSettings.from(with(setting)))
        .isInstanceOf(SettingRefusedException.class)
        .hasMessageContaining(name);
  }

  private static Config with(String settings) {
    return ConfigFactory.parseString(settings)
        .withFallback(ConfigFactory.parseResources("gramme-node.conf"))
        .resolve();
  }
}

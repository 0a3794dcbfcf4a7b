package io.gramme.http.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gramme.client.Bucket;
import io.gramme.client.BucketName;
import io.gramme.client.ClientSettings;
import io.gramme.client.Codec;
import io.gramme.client.Found;
import io.gramme.client.GrammeClient;
import io.gramme.client.Name;
import io.gramme.client.Options;
import io.gramme.client.RefusedRequestException;
import io.gramme.client.Resolver;
import io.gramme.config.NodeSettings;
import io.gramme.http.HttpServer;
import io.gramme.http.HttpSettings;
import io.gramme.http.probe.HttpPeerProbe;
import io.gramme.node.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and a whole node understand each other. */
class JavaClientTest {

  @TempDir static Path directory;

  private static HttpPeerProbe probe;
  private static Node node;
  private static String address;
  private static GrammeClient client;

  @BeforeAll
  static void start() throws Exception {
    int port = freePort();
    address = "127.0.0.1:" + port;
    Config config =
        ConfigFactory.parseString(
                "gramme.node.id = ann\ngramme.data-dir = \""
                    + directory
                    + "\"\ngramme.ring { partitions = 8, replicas = 1 }\ngramme.http.port = "
                    + port
                    + "\ngramme.artery.base-port = "
                    + freePort())
            .withFallback(NodeSettings.load());
    probe = new HttpPeerProbe(Duration.ofSeconds(5), Map.of());
    RingContact contact = new RingContact(probe);
    node = Node.start(config, new Node.Outside(new RingProbe(probe), contact, contact));
    new HttpServer(
            node.system(),
            HttpSettings.from(config),
            node.keyValue(),
            node.listing(),
            node.buckets(),
            node.admin(),
            node.ringAdmin())
        .bind()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    await().atMost(Duration.ofMinutes(2)).until(JavaClientTest::isFounded);
    await().atMost(Duration.ofMinutes(2)).until(() -> asked("/health/ready").statusCode() == 200);
    client = GrammeClient.connect(ClientSettings.of(address));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    node.stop();
    node.whenEnded().toCompletableFuture().get(2, TimeUnit.MINUTES);
    probe.close();
  }

  @Test
  void theClientLearnsTheRing() {
    assertThat(client.refreshRing().join()).isPositive();
  }

  @Test
  void valuesOfAnyNameComeBackAndGo() {
    byte[] bytes = {(byte) 0xFF, 0, '/', '%', '+', ' '};
    for (Name key :
        new Name[] {Name.of("a b/c+d%é"), Name.of("."), Name.of(".."), Name.ofBytes(bytes)}) {
      Bucket<byte[]> blobs = client.bucket("b/1 2", Codec.bytes()).with(one());
      blobs.put(key, bytes);
      Found<byte[]> found = blobs.get(key);
      assertThat(found.value())
          .as("%s", key)
          .hasValueSatisfying(it -> assertThat(it).isEqualTo(bytes));
      blobs.delete(key, found.context());
      assertThat(blobs.get(key).isEmpty()).as("%s", key).isTrue();
      blobs.delete(key);
    }
  }

  @Test
  void siblingsAreMergedByAnUpdate() {
    Bucket<String> letters =
        client
            .bucket(BucketName.of("letters").inType("siblings"), Codec.text())
            .with(one())
            .resolving(Resolver.merging((x, y) -> sorted(x + y)));
    letters.put("abc", "a");
    letters.put("abc", "b");
    assertThat(letters.get("abc").siblings()).containsExactlyInAnyOrder("a", "b");
    assertThat(letters.update("abc", "", value -> value + "c")).isEqualTo("abc");
    assertThat(letters.get("abc").siblings()).containsExactly("abc");
  }

  @Test
  void aBucketTypeThatDoesNotExistIsRefused() {
    Bucket<String> ghosts = client.bucket(BucketName.of("b").inType("ghosts"), Codec.text());
    assertThatExceptionOfType(RefusedRequestException.class).isThrownBy(() -> ghosts.get("k"));
    assertThatExceptionOfType(RefusedRequestException.class).isThrownBy(() -> ghosts.put("k", "v"));
  }

  private static Options one() {
    return Options.DEFAULTS.r(1).w(1);
  }

  private static String sorted(String letters) {
    StringBuilder sorted = new StringBuilder();
    letters
        .chars()
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new))
        .forEach(sorted::appendCodePoint);
    return sorted.toString();
  }

  private static boolean isFounded() throws Exception {
    HttpRequest order =
        HttpRequest.newBuilder(URI.create("http://" + address + "/admin/ring/found"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"members\": [\"" + address + "\"]}"))
            .build();
    int status = HttpClient.newHttpClient().send(order, BodyHandlers.discarding()).statusCode();
    return status == 200 || asked("/admin/ring").body().contains("\"epoch\"");
  }

  private static HttpResponse<String> asked(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
            BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      // A base of actors' ports is counted up by as much as 15.
      return Math.min(socket.getLocalPort(), 65_000);
    }
  }
}

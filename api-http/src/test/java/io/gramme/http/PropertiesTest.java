package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Bucket;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PropertiesTest {

  private static final String COMMON =
      "\"allow_mult\":%s,\"basic_quorum\":false,\"big_vclock\":50,\"chash_keyfun\":"
          + "{\"mod\":\"riak_core_util\",\"fun\":\"chash_std_keyfun\"},\"dvv_enabled\":%s,"
          + "\"dw\":\"quorum\",\"gramme_durability\":\"os\",\"gramme_strict_quorum\":false,"
          + "\"last_write_wins\":false,\"linkfun\":"
          + "{\"mod\":\"riak_kv_wm_link_walker\",\"fun\":\"mapreduce_linkfun\"},\"n_val\":3,"
          + "\"node_confirms\":0,\"notfound_ok\":true,\"old_vclock\":86400,\"postcommit\":[],"
          + "\"pr\":0,\"precommit\":[],\"pw\":0,\"r\":\"quorum\",\"rw\":\"quorum\","
          + "\"small_vclock\":50,\"sync_on_write\":\"backend\",\"w\":\"quorum\","
          + "\"write_once\":false,\"young_vclock\":20}}";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String props(String path) {
    return server.send("GET " + path + " HTTP/1.1").body();
  }

  private static RawAnswer change(String path, String document) {
    return server.send(
        "PUT " + path + " HTTP/1.1\nContent-Type: application/json; charset=utf-8\n\n" + document);
  }

  @Test
  void ofABucketBeginWithItsNameOnEveryPath() {
    String expected = "{\"props\":{\"name\":\"newb\"," + COMMON.formatted(false, false);
    assertThat(props("/buckets/newb/props")).isEqualTo(expected);
    assertThat(props("/riak/newb")).isEqualTo(expected);
    assertThat(props("/types/default/buckets/newb/props")).isEqualTo(expected);
  }

  @Test
  void ofATypeHaveNoName() {
    assertThat(props("/types/siblings/props"))
        .isEqualTo("{\"props\":{" + COMMON.formatted(true, true));
  }

  @Test
  void changeOneByOneAndAreEchoedAsSent() {
    RawAnswer changed =
        change(
            "/buckets/c/props",
            "{\"props\":{\"r\":1,\"w\":\"all\",\"mine\":{\"a\":[1,2.5,\"x\"]},"
                + "\"name\":\"other\"}}");
    assertThat(changed.status()).isEqualTo(204);
    assertThat(changed.header("Content-Type")).isEqualTo("application/json");
    assertThat(props("/buckets/c/props"))
        .startsWith("{\"props\":{\"name\":\"c\",")
        .contains("\"r\":1,", "\"w\":\"all\"", "\"mine\":{\"a\":[1,2.5,\"x\"]}")
        .doesNotContain("other");
    assertThat(server.buckets.of(Bucket.of("c")).orElseThrow().asMap()).doesNotContainKey("name");
    change("/riak/c", "{\"props\":{\"r\":2}}");
    assertThat(props("/buckets/c/props")).contains("\"r\":2,", "\"w\":\"all\"");
    assertThat(server.send("DELETE /buckets/c/props HTTP/1.1").status()).isEqualTo(204);
    assertThat(props("/buckets/c/props")).contains("\"r\":\"quorum\"").doesNotContain("mine");
  }

  @Test
  void decideWhatABucketDoes() {
    change("/buckets/sib/props", "{\"props\":{\"allow_mult\":true,\"n_val\":5}}");
    String put = "PUT /buckets/sib/keys/k?w=4 HTTP/1.1\nContent-Type: text/plain\n\nsame";
    assertThat(server.send(put).status()).isEqualTo(204);
    assertThat(server.send(put).status()).isEqualTo(204);
    assertThat(server.send("GET /buckets/sib/keys/k HTTP/1.1").status()).isEqualTo(300);
  }

  @Test
  void areBoundedInNumber() {
    String many =
        IntStream.range(0, 200)
            .mapToObj(i -> "\"p" + i + "\":1")
            .collect(Collectors.joining(",", "{\"props\":{", "}}"));
    RawAnswer answer = change("/buckets/many/props", many);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("a bucket has at most 128 properties\n");
  }
}

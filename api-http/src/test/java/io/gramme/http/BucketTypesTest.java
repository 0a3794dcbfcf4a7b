package io.gramme.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BucketTypesTest {

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawAnswer send(String method, String path, String document) {
    return server.send(
        method + " " + path + " HTTP/1.1\nContent-Type: application/json\n\n" + document);
  }

  private static RawAnswer get(String path) {
    return server.send("GET " + path + " HTTP/1.1");
  }

  @Test
  void aTypeThatIsMadeKeepsSiblingsUnlessToldOtherwise() {
    assertThat(send("POST", "/types/carts", "{\"props\":{\"n_val\":2}}").status()).isEqualTo(204);
    assertThat(get("/types/carts/props").body()).contains("\"allow_mult\":true", "\"n_val\":2");
    send("PUT", "/types/carts/buckets/b/keys/k", "1");
    send("PUT", "/types/carts/buckets/b/keys/k", "2");
    assertThat(get("/types/carts/buckets/b/keys/k").status()).isEqualTo(300);
    assertThat(send("POST", "/types/last", "{\"props\":{\"allow_mult\":false}}").status())
        .isEqualTo(204);
    assertThat(get("/types/last").body()).contains("\"allow_mult\":false");
  }

  @Test
  void aTypeIsMadeOnceAndChangedAfterwards() {
    String props = "{\"props\":{}}";
    assertThat(send("PUT", "/types/once/props", props).status()).isEqualTo(404);
    assertThat(send("POST", "/types/once", props).status()).isEqualTo(204);
    assertThat(send("POST", "/types/once", props).status()).isEqualTo(409);
    assertThat(send("POST", "/types/default", props).status()).isEqualTo(409);
    assertThat(send("PUT", "/types/once/props", "{\"props\":{\"r\":1}}").status()).isEqualTo(204);
    assertThat(get("/types/once/props").body()).contains("\"r\":1");
    assertThat(get("/types/once/buckets/b/props").body()).contains("\"r\":1");
  }

  @Test
  void allTypesAreListed() {
    send("POST", "/types/listed", "{\"props\":{}}");
    assertThat(get("/types").body()).contains("\"default\"", "\"listed\"", "\"siblings\"");
    assertThat(get("/admin/bucket-types").body()).contains("{\"name\":\"listed\",\"props\":{");
  }

  @Test
  void nonsenseMakesNoType() {
    assertThat(send("POST", "/types/a%20b", "{\"props\":{}}").status()).isEqualTo(400);
    assertThat(send("POST", "/types/bad", "{\"n_val\":3}").status()).isEqualTo(400);
    assertThat(send("POST", "/types/bad", "{\"props\":{\"n_val\":0}}").status()).isEqualTo(400);
    assertThat(server.send("POST /types/bad HTTP/1.1\nContent-Type: a/b\n\nx").status())
        .isEqualTo(415);
    assertThat(get("/types/bad").status()).isEqualTo(404);
    assertThat(send("DELETE", "/types/default", "").header("Allow")).isEqualTo("HEAD, GET, POST");
    assertThat(send("DELETE", "/types/default/props", "").header("Allow"))
        .isEqualTo("HEAD, GET, PUT");
  }
}

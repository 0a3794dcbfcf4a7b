package io.gramme.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTest {

  @Test
  void noStoredTextCanBeginALineOfItsOwn() {
    Header header = new Header("X-Riak-Meta-A\r\nX", "a\r\nSet-Cookie: b\0\tc\u007f");
    assertThat(header.name()).isEqualTo("X-Riak-Meta-A??X");
    assertThat(header.text()).isEqualTo("a??Set-Cookie: b?\tc?");
  }

  @Test
  void aNameIsFoundInAnyCase() {
    Header header = new Header("X-Riak-Vclock", "");
    assertThat(header.isNamed("x-riak-vclock")).isTrue();
    assertThat(header.startsWith("X-RIAK-")).isTrue();
    assertThat(header.startsWith("X-Riak-Meta-")).isFalse();
  }
}

package io.gramme.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;

class MultipartProperties {

  private static final String TYPE = "multipart/mixed; boundary=XyZ";

  @Property
  void everyValueComesBackToTheByte(
      @ForAll List<@Chars({'a', '-', '\r', '\n', 'é', '€', 'X'}) String> values) {
    StringBuilder body = new StringBuilder();
    for (String value : values) {
      body.append("\r\n--XyZ\r\nContent-Type: application/json\r\nEtag: x\r\n\r\n").append(value);
    }
    body.append("\r\n--XyZ--\r\n");
    assertThat(parse(body.toString()).parts()).extracting(Multipart.Part::value).isEqualTo(values);
  }

  @Example
  void aTombstoneIsKnownByItsHeader() {
    Multipart siblings =
        parse(
            "--XyZ\r\nContent-Type: text/plain\r\nX-Riak-Deleted: true\r\n\r\n\r\n"
                + "--XyZ\r\nContent-Type: text/plain\r\n\r\nmilk\r\n--XyZ--");
    assertThat(siblings.parts())
        .extracting(Multipart.Part::isTombstone)
        .containsExactly(true, false);
  }

  @Example
  void theBoundaryMayBeQuotedAndFollowedByMore() {
    byte[] body = "--b c\r\nA: b\r\n\r\nmilk\r\n--b c--\r\n".getBytes(StandardCharsets.UTF_8);
    assertThat(Multipart.parse("multipart/mixed; Boundary=\"b c\"; charset=x", body).parts())
        .extracting(Multipart.Part::value)
        .containsExactly("milk");
  }

  @Example
  void aBodyThatBreaksOffIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--XyZ\r\nA: b\r\n\r\nmil"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multipart.parse("text/plain", new byte[0]));
  }

  private static Multipart parse(String body) {
    return Multipart.parse(TYPE, body.getBytes(StandardCharsets.UTF_8));
  }
}

package io.gramme.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Blob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class SegmentProperties {

  @Property
  void anyBytesSurviveTheWayThroughAPath(@ForAll @NotEmpty byte[] bytes) {
    Segment segment = new Segment(Blob.wrap(bytes));
    assertThat(segment.encoded()).matches("[A-Za-z0-9._~+%-]+");
    assertThat(Segment.decode(segment.encoded())).isEqualTo(segment);
  }

  @Property
  void partsAreSplitBeforeTheyAreDecoded(
      @ForAll @Size(min = 1, max = 5) List<@NotEmpty byte[]> parts) {
    List<Segment> segments = parts.stream().map(part -> new Segment(Blob.wrap(part))).toList();
    StringBuilder path = new StringBuilder();
    segments.forEach(segment -> path.append('/').append(segment.encoded()));
    assertThat(Target.parse(path.toString()).orElseThrow().segments()).isEqualTo(segments);
    assertThat(Target.parse(path + "/?").orElseThrow().segments()).isEqualTo(segments);
    assertThat(Target.parse("http://h:1" + path + "?a=b").orElseThrow().segments())
        .isEqualTo(segments);
  }

  @Property
  void anyTextIsRead(@ForAll String raw) {
    Segment.decode(raw);
    Target.parse(raw);
    Query.parse(raw);
    Accept.parse(raw);
  }

  @Example
  void clientsEncodeAsFormsDo() {
    assertThat(decoded("a+b%2Fc%2Bd")).isEqualTo("a b/c+d");
    assertThat(decoded("%2e%2e")).isEqualTo("..");
    assertThat(decoded("..")).isEqualTo("..");
    assertThat(decoded("a%zz%")).isEqualTo("a%zz%");
    assertThat(decoded("%C3%A9%00")).isEqualTo("é\0");
    assertThat(Segment.decode("%ff%fe").bytes().bytes()).containsExactly(0xff, 0xfe);
  }

  @Example
  void dotsAreKeysLikeAnyOther() {
    assertThat(Target.parse("/buckets/../keys/.").orElseThrow().segments())
        .extracting(Segment::text)
        .containsExactly("buckets", "..", "keys", ".");
  }

  @Example
  void aQueryMayBeUntidy() {
    Query query = Query.parse("&a=1&&b&c=x+%26=y&a=2&");
    assertThat(query.first("a")).contains("1");
    assertThat(query.first("b")).contains("");
    assertThat(query.first("c")).contains("x &=y");
    assertThat(query.first("d")).isEmpty();
  }

  private static String decoded(String raw) {
    return new String(Segment.decode(raw).bytes().bytes(), StandardCharsets.UTF_8);
  }
}

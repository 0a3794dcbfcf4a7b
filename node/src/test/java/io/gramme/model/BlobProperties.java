package io.gramme.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BlobProperties {

  @Property
  void blobsAreEqualIfAndOnlyIfTheirBytesAre(@ForAll byte[] a, @ForAll byte[] b) {
    Blob blob = Blob.wrap(a);
    assertThat(blob).isEqualTo(Blob.wrap(a.clone())).hasSameHashCodeAs(Blob.wrap(a.clone()));
    assertThat(blob.equals(Blob.wrap(b))).isEqualTo(Arrays.equals(a, b));
    assertThat(blob.compareTo(Blob.wrap(b)) == 0).isEqualTo(Arrays.equals(a, b));
  }

  @Property
  void blobsAreOrderedAsTheirHexIs(@ForAll byte[] a, @ForAll byte[] b) {
    HexFormat hex = HexFormat.of();
    assertThat(Integer.signum(Blob.wrap(a).compareTo(Blob.wrap(b))))
        .isEqualTo(Integer.signum(hex.formatHex(a).compareTo(hex.formatHex(b))));
  }

  @Property
  void aBlobPrintsShortAndOnOneLine(@ForAll byte[] bytes) {
    assertThat(Blob.wrap(bytes).toString()).hasSizeLessThan(140).doesNotContain("\n", "\r");
  }
}

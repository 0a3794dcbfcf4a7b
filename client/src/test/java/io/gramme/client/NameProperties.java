package io.gramme.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NameProperties {

  @Property
  void anyBytesComeBackFromTheirEncodedForm(@ForAll @Size(min = 1, max = 50) byte[] bytes) {
    Name name = Name.ofBytes(bytes);
    assertThat(name.encoded()).matches("[A-Za-z0-9._~+%-]+").isNotIn(".", "..");
    assertThat(Name.decode(name.encoded())).isEqualTo(name);
  }

  @Property
  void aTextIsEncodedAsFormsAre(@ForAll @NotBlank @StringLength(max = 40) String text) {
    String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(URLDecoder.decode(Name.of(wellFormed).encoded(), StandardCharsets.UTF_8))
        .isEqualTo(wellFormed);
  }
}

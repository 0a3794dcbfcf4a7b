package io.gramme.bench.orders;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;

class CsvLineProperties {

  @Property
  void quotedFieldsComeBackWhateverIsInThem(
      @ForAll @NotEmpty List<@Chars({'a', '"', ','}) String> fields) {
    String line =
        fields.stream().map(field -> '"' + field.replace("\"", "\"\"") + '"').collect(joining(","));
    assertThat(CsvLine.parse(line).fields()).isEqualTo(fields);
  }

  @Property
  void plainFieldsComeBack(@ForAll @NotEmpty List<@CharRange(from = 'a', to = 'z') String> fields) {
    assertThat(CsvLine.parse(String.join(",", fields)).fields()).isEqualTo(fields);
  }

  @Example
  void anOpenQuoteIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CsvLine.parse("a,\"b"));
  }

  @Example
  void textAfterAClosingQuoteIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CsvLine.parse("\"a\"b,c"));
  }
}

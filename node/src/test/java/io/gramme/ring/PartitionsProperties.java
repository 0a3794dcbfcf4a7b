package io.gramme.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Key;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class PartitionsProperties {

  @Property
  void twiceAsManyPartitionsSplitEachInTwo(
      @ForAll @AlphaChars @StringLength(min = 1, max = 40) String name,
      @ForAll @IntRange(max = 15) int bits) {
    Key key = Key.of("carts", name);
    int half = new Partitions(1 << bits).of(key);
    assertThat(new Partitions(2 << bits).of(key)).isIn(2 * half, 2 * half + 1);
  }

  @Property(tries = 20)
  void keysSpreadEvenly(@ForAll @AlphaChars @StringLength(min = 1, max = 8) String prefix) {
    Partitions partitions = new Partitions(16);
    int[] found = new int[16];
    for (int i = 0; i < 16_000; i++) found[partitions.of(Key.of("carts", prefix + i))]++;
    // Eight standard deviations of a fair draw.
    for (int count : found) assertThat(count).isBetween(750, 1250);
  }

  /** One cut may meet another by chance, once in 65,536; not so all cuts of a text. */
  @Property
  void bucketAndNameDoNotRunTogether(
      @ForAll @AlphaChars @StringLength(min = 5, max = 40) String text) {
    Partitions most = new Partitions(Partitions.MOST);
    assertThat(
            IntStream.range(1, text.length())
                .map(cut -> most.of(Key.of(text.substring(0, cut), text.substring(cut))))
                .distinct()
                .count())
        .isGreaterThan(1);
  }
}

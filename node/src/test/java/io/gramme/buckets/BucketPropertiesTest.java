package io.gramme.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Durability;
import io.gramme.quorum.Quorum;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BucketPropertiesTest {

  static List<Arguments> accepted() {
    return List.of(
        Arguments.of("n_val", 1),
        Arguments.of("n_val", 100),
        Arguments.of("r", 0),
        Arguments.of("w", 7),
        Arguments.of("pr", "one"),
        Arguments.of("pw", "all"),
        Arguments.of("rw", "quorum"),
        Arguments.of("dw", "quorum"),
        Arguments.of("node_confirms", 2),
        Arguments.of("allow_mult", true),
        Arguments.of("last_write_wins", false),
        Arguments.of("gramme_durability", "sync"),
        Arguments.of("gramme_strict_quorum", true),
        Arguments.of("of_another_store", "anything"));
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("n_val", 0, "not_integer"),
        Arguments.of("n_val", 101, "not_integer"),
        Arguments.of("n_val", "3", "not_integer"),
        Arguments.of("n_val", 3.0, "not_integer"),
        Arguments.of("n_val", 3L << 33, "not_integer"),
        Arguments.of("r", -1, "not_valid_quorum"),
        Arguments.of("w", "default", "not_valid_quorum"),
        Arguments.of("dw", "2", "not_valid_quorum"),
        Arguments.of("pr", "most", "not_valid_quorum"),
        Arguments.of("pw", true, "not_valid_quorum"),
        Arguments.of("rw", List.of(), "not_valid_quorum"),
        Arguments.of("node_confirms", "some", "not_valid_quorum"),
        Arguments.of("allow_mult", "true", "not_boolean"),
        Arguments.of("basic_quorum", 1, "not_boolean"),
        Arguments.of("notfound_ok", "no", "not_boolean"),
        Arguments.of("last_write_wins", 0, "not_boolean"),
        Arguments.of("gramme_strict_quorum", "yes", "not_boolean"),
        Arguments.of("gramme_durability", "SYNC", "not_buffered_os_or_sync"),
        Arguments.of("gramme_durability", 1, "not_buffered_os_or_sync"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatMakesSense(String name, Object value) {
    assertThat(BucketProperties.problemsIn(Map.of(name, value))).isEmpty();
    assertThat(BucketProperties.DEFAULT_TYPE.with(Map.of(name, value)).asMap())
        .containsEntry(name, value);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatIsWrong(String name, Object value, String why) {
    assertThat(BucketProperties.problemsIn(Map.of(name, value)))
        .containsExactly(Map.entry(name, why));
  }

  @Test
  void everyDefaultIsAcceptedAndUnderstood() {
    assertThat(BucketProperties.problemsIn(BucketProperties.NEW_TYPE.asMap())).isEmpty();
    for (String name : List.of("r", "w", "rw", "dw")) {
      assertThat(BucketProperties.DEFAULT_TYPE.quorum(name)).isEqualTo(Quorum.QUORUM);
    }
    for (String name : List.of("pr", "pw", "node_confirms")) {
      assertThat(BucketProperties.DEFAULT_TYPE.quorum(name)).isEqualTo(Quorum.of(0));
    }
    assertThat(BucketProperties.DEFAULT_TYPE.durability()).isEqualTo(Durability.OS);
    assertThat(BucketProperties.DEFAULT_TYPE.notfoundOk()).isTrue();
    assertThat(BucketProperties.DEFAULT_TYPE.basicQuorum()).isFalse();
    assertThat(BucketProperties.DEFAULT_TYPE.strictQuorum()).isFalse();
  }

  @Test
  void lastWriteWinsOverridesSiblings() {
    assertThat(BucketProperties.NEW_TYPE.keepsSiblings()).isTrue();
    assertThat(BucketProperties.NEW_TYPE.with(Map.of("last_write_wins", true)).keepsSiblings())
        .isFalse();
  }
}

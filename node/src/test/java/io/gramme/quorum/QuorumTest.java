package io.gramme.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "2,1,2,2", "3,1,2,3", "4,1,3,4", "5,1,3,5"})
  void wordsFollowTheNumberOfReplicas(int replicas, int one, int quorum, int all) {
    assertThat(Quorum.ONE.among(replicas)).isEqualTo(one);
    assertThat(Quorum.QUORUM.among(replicas)).isEqualTo(quorum);
    assertThat(Quorum.ALL.among(replicas)).isEqualTo(all);
  }

  @Test
  void twoQuorumsOfTheSameReplicasMeet() {
    for (int replicas = 1; replicas < 100; replicas++) {
      assertThat(2 * Quorum.QUORUM.among(replicas)).isGreaterThan(replicas);
    }
  }

  @Test
  void aNumberMeansItself() {
    assertThat(Quorum.of(7).among(3)).isEqualTo(7);
    assertThat(Quorum.of(0).among(3)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"one,ONE", "quorum,QUORUM", "all,ALL", "default,DEFAULT", "0,NUMBER", "12,NUMBER"})
  void readsWhatAUserSays(String text, Quorum.Kind kind) {
    assertThat(Quorum.parse(text)).map(Quorum::kind).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "ONE", " 1", "1 ", "most", "4294967298", "９"})
  void refusesWhatItDoesNotUnderstand(String text) {
    assertThat(Quorum.parse(text)).isEmpty();
  }

  @Test
  void onlyTheDefaultLeavesTheChoice() {
    assertThat(Quorum.DEFAULT.or(Quorum.ALL)).isEqualTo(Quorum.ALL);
    assertThat(Quorum.of(0).or(Quorum.ALL)).isEqualTo(Quorum.of(0));
    assertThatThrownBy(() -> Quorum.DEFAULT.among(3)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void lessThanNobodyIsNonsense() {
    assertThatThrownBy(() -> Quorum.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}

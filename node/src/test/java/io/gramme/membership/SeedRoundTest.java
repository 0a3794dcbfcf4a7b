package io.gramme.membership;

import static io.gramme.membership.Nodes.ANN;
import static io.gramme.membership.Nodes.BOB;
import static io.gramme.membership.Nodes.CAT;
import static io.gramme.membership.Nodes.addresses;
import static io.gramme.membership.Nodes.founded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.machine.Step;
import io.gramme.membership.SeedRound.AskCharter;
import io.gramme.membership.SeedRound.AskToStage;
import io.gramme.membership.SeedRound.Effect;
import io.gramme.membership.SeedRound.Meet;
import io.gramme.membership.SeedRound.Say;
import io.gramme.membership.SeedRound.TakeOver;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedRoundTest {

  private static final byte[] WITHOUT_ANN = Charter.of(founded(BOB, CAT)).toBytes();
  private static final byte[] WITH_ANN = Charter.of(founded(ANN, BOB)).toBytes();

  private Step<SeedRound, Effect> step = Step.to(SeedRound.of(ANN, List.of("bob:1", "cat:1")));

  @Test
  void seedsAreAskedInTurn() {
    for (String seed : List.of("bob:1", "cat:1", "bob:1")) {
      step = step.next().onTurn();
      assertThat(step.effects()).containsExactly(new AskCharter(seed));
    }
    assertThat(SeedRound.of(ANN, List.of()).onTurn().effects()).isEmpty();
  }

  @Test
  void aRingThatNamesTheNodeIsTakenOver() {
    step = step.next().onCharter("bob:1", Optional.of(WITH_ANN));
    assertThat(step.effects()).containsExactly(new TakeOver(WITH_ANN));
  }

  @Test
  void aSeedIsAskedOnceToStageTheNodeWhichThenWaits() {
    step = step.next().onCharter("bob:1", Optional.of(WITHOUT_ANN));
    assertThat(step.effects())
        .containsExactly(new Meet(addresses(BOB, CAT)), new AskToStage("bob:1"));
    step = step.next().onReply("bob:1", new SeedContact.IsStaged());
    assertThat(words()).contains("an operator must commit");
    step = step.next().onCharter("bob:1", Optional.of(WITHOUT_ANN));
    assertThat(step.effects()).noneMatch(AskToStage.class::isInstance);
    assertThat(words()).contains("an operator must commit");
  }

  @Test
  void aRefusalIsSaidAndAskedAboutAgain() {
    step = step.next().onReply("bob:1", new SeedContact.IsRefused("node ann runs already"));
    assertThat(words()).contains("node ann runs already");
    step = step.next().onCharter("bob:1", Optional.of(WITHOUT_ANN));
    assertThat(step.effects()).contains(new AskToStage("bob:1"));
  }

  @Test
  void silenceAndNonsenseAreSaid() {
    step = step.next().onCharter("bob:1", Optional.empty());
    assertThat(words()).contains("does not answer");
    step = step.next().onCharter("bob:1", Optional.of(new byte[] {9}));
    assertThat(words()).contains("speaks otherwise");
    step = step.next().onReply("bob:1", new SeedContact.IsSilent());
    assertThat(words()).contains("does not answer");
  }

  private String words() {
    return step.effects().stream()
        .filter(Say.class::isInstance)
        .map(effect -> ((Say) effect).words())
        .findFirst()
        .orElse("");
  }
}

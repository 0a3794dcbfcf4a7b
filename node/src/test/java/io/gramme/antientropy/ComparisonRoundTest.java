package io.gramme.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.antientropy.ComparisonRound.Ask;
import io.gramme.antientropy.ComparisonRound.AskForSlice;
import io.gramme.antientropy.ComparisonRound.Effect;
import io.gramme.antientropy.ComparisonRound.Report;
import io.gramme.antientropy.Outcome.Ending;
import io.gramme.antientropy.Question.OfCopy;
import io.gramme.antientropy.Question.OfRecord;
import io.gramme.antientropy.Question.OfRoots;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Terms;
import io.gramme.machine.Step;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.vnode.VnodeProtocol.Reason;
import io.gramme.vnode.VnodeProtocol.Refused;
import io.gramme.vnode.VnodeProtocol.Roots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonRoundTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Terms THREE = new Terms(3, Reconciliation.KEEP_SIBLINGS);
  private static final ComparisonRound.Bounds BOUNDS =
      new ComparisonRound.Bounds(2, 4, 1 << 18, 2, 6, 3);

  private final MemoryReplica here = new MemoryReplica(ANN, 1, 100);
  private final MemoryReplica there = new MemoryReplica(BOB, 2, 100);
  private final List<Effect> effects = new ArrayList<>();
  private ComparisonRound round;

  @Test
  void equalReplicasAreSeenToBeSoByOneQuestionToEach() {
    begin();
    assertThat(effects)
        .containsExactly(
            new Ask(1, Side.HERE, new OfRoots(2)), new Ask(2, Side.THERE, new OfRoots(2)));
    answerAll();
    assertThat(outcome().equalAtStart()).isTrue();
    assertThat(outcome().isComplete()).isTrue();
    assertThat(outcome().questions()).isEqualTo(2);
  }

  @Test
  void treesOfWhichOneIsNoPrimaryAreNotCompared() {
    begin();
    reply(1, new Roots(0, ANN, new TreeMap<>(Map.of(1, 5L))));
    reply(2, new Roots(0, BOB, new TreeMap<>()));
    assertThat(outcome().equalAtStart()).isTrue();
    assertThat(outcome().mostReplicas()).isEqualTo(1);
  }

  @Test
  void noKeyIsExchangedWithoutASlice() {
    write(3);
    runWithoutSlices();
    assertThat(effects).containsExactly(new AskForSlice());
    take(round.onSlice());
    assertThat(effects).filteredOn(each -> isAbout(each, OfRecord.class)).hasSize(4);
  }

  @Test
  void aWindowThatIsUsedUpAsksForTheNextSlice() {
    write(6);
    run();
    assertThat(outcome().keysSent()).isEqualTo(6);
    assertThat(there.contents()).isEqualTo(here.contents());
  }

  @Test
  void aSessionThatHasDoneMuchLeavesTheRestForAnother() {
    write(9);
    run();
    assertThat(outcome().ending()).isEqualTo(Ending.ENOUGH_FOR_NOW);
    assertThat(outcome().keysSent()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void onlyTheSideThatLacksSomethingIsSentIt() {
    write(1);
    run();
    assertThat(outcome().keysSent()).isEqualTo(1);
    assertThat(outcome().keysReceived()).isZero();
    assertThat(outcome().bytesSent()).isPositive();
  }

  @Test
  void theLastWriteWinsOnBothSidesWhereTheTermsSaySo() {
    Terms last = new Terms(3, Reconciliation.LAST_WRITE_WINS);
    Key key = Key.of("carts", "k0");
    here.write(key, Value.text("old"), last);
    there.write(Key.of("carts", "other"), Value.text("x"), last);
    there.write(key, Value.text("new"), last);
    run();
    assertThat(here.record(key).siblings()).isEqualTo(there.record(key).siblings());
    assertThat(here.record(key).siblings().size()).isEqualTo(1);
  }

  @Test
  void aRecordThatCanNotBeReadIsLeftOutAndTheSessionIsNotComplete() {
    write(3);
    there.damage(Key.of("carts", "k1"));
    run();
    assertThat(outcome().ending()).isEqualTo(Ending.DAMAGED);
    assertThat(outcome().keysSent()).isEqualTo(2);
  }

  @Test
  void aQuestionThatIsNotAnsweredIsPutAgainAndThenGivenUp() {
    begin();
    effects.clear();
    take(round.onTick());
    assertThat(effects).isEmpty();
    take(round.onTick());
    assertThat(effects).hasSize(2).allMatch(each -> each instanceof Ask);
    effects.clear();
    take(round.onTick());
    take(round.onTick());
    assertThat(outcome().ending()).isEqualTo(Ending.NO_ANSWER);
  }

  @Test
  void anOverloadedReplicaIsAskedAgainAndABrokenOneIsNot() {
    begin();
    reply(1, new Refused(0, ANN, Reason.OVERLOADED));
    assertThat(round).isInstanceOf(ComparisonRound.Comparing.class);
    reply(2, new Refused(0, BOB, Reason.STORE_FAILED));
    assertThat(outcome().ending()).isEqualTo(Ending.REFUSED);
  }

  @Test
  void aLostPeerEndsTheSessionAndWhatComesAfterIsIgnored() {
    begin();
    take(round.onPeerLost());
    assertThat(outcome().ending()).isEqualTo(Ending.PEER_LOST);
    effects.clear();
    reply(1, new Roots(0, ANN, new TreeMap<>()));
    take(round.onTick());
    take(round.onSlice());
    assertThat(effects).isEmpty();
  }

  private void write(int keys) {
    for (int i = 0; i < keys; i++) here.write(Key.of("carts", "k" + i), Value.text("v"), THREE);
  }

  private void begin() {
    take(ComparisonRound.begin(BOUNDS));
  }

  private void run() {
    begin();
    while (effects.stream().noneMatch(Report.class::isInstance)) {
      if (effects.remove(new AskForSlice())) take(round.onSlice());
      else answerAll();
    }
  }

  private void runWithoutSlices() {
    begin();
    while (effects.stream().anyMatch(Ask.class::isInstance)) answerAll();
  }

  private void answerAll() {
    List<Effect> open = List.copyOf(effects);
    effects.removeIf(Ask.class::isInstance);
    for (Effect each : open) {
      if (each instanceof Ask ask)
        take(
            round.onReply(
                ask.call(), (ask.side() == Side.HERE ? here : there).answer(ask.question())));
    }
  }

  private void reply(long call, io.gramme.vnode.VnodeProtocol.Reply reply) {
    take(round.onReply(call, reply));
  }

  private static boolean isAbout(Effect effect, Class<? extends Question> kind) {
    return effect instanceof Ask ask && kind.isInstance(ask.question()) && kind != OfCopy.class;
  }

  private Outcome outcome() {
    return ((ComparisonRound.Finished) round).outcome();
  }

  private void take(Step<ComparisonRound, Effect> step) {
    round = step.next();
    effects.addAll(step.effects());
  }
}

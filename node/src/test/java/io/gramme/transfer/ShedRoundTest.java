package io.gramme.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.causality.Dot;
import io.gramme.causality.HybridTime;
import io.gramme.causality.Reconciliation;
import io.gramme.causality.Siblings;
import io.gramme.causality.Terms;
import io.gramme.causality.Version;
import io.gramme.causality.VersionVector;
import io.gramme.machine.Step;
import io.gramme.merkle.EntryDigest;
import io.gramme.merkle.LeafEntry;
import io.gramme.model.Blob;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.model.Value;
import io.gramme.transfer.ShedRound.AskHeld;
import io.gramme.transfer.ShedRound.AskSlice;
import io.gramme.transfer.ShedRound.AwaitAnswers;
import io.gramme.transfer.ShedRound.Effect;
import io.gramme.transfer.ShedRound.Plan;
import io.gramme.transfer.ShedRound.Push;
import io.gramme.transfer.ShedRound.Read;
import io.gramme.transfer.ShedRound.Report;
import io.gramme.transfer.ShedRound.Shed;
import io.gramme.vnode.VnodeProtocol.Parcel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ann and bob keep keys of two replicas, cat of three; dan has some left over. */
class ShedRoundTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final NodeId CAT = new NodeId("cat");
  private static final NodeId DAN = new NodeId("dan");
  private static final Plan PLAN = new Plan(List.of(ANN, BOB, CAT, DAN), 3, true);

  private static final Parcel CART = parcel("cart", 2);
  private static final Parcel LIST = parcel("list", 1);
  private static final Blob LAST = Blob.utf8("last");

  private Step<ShedRound, Effect> step = ShedRound.begin(PLAN);

  @Test
  void whatAllKeepersHoldIsLetGo() {
    reading();
    step = step.next().onRead(List.of(CART), LAST, false);
    assertThat(step.effects())
        .containsExactlyInAnyOrder(
            new AskHeld(callTo(ANN), ANN, List.of(entry(CART))),
            new AskHeld(callTo(BOB), BOB, List.of(entry(CART))),
            new AwaitAnswers());
    long bob = callTo(BOB);
    step = step.next().onHeld(callTo(ANN), List.of(entry(CART)));
    assertThat(step.effects()).isEmpty();
    step = step.next().onHeld(bob, List.of(entry(CART)));
    assertThat(step.effects()).containsExactly(new Shed(List.of(entry(CART))), new AwaitAnswers());
    step = step.next().onShed(1);
    assertThat(step.effects()).containsExactly(new AskSlice());
    assertThat(step.next().onSlice().effects())
        .containsExactly(new Read(LAST, 3), new AwaitAnswers());
  }

  @Test
  void whatOneKeeperLacksIsSentThereFirst() {
    asking(CART);
    held(ANN, CART);
    held(BOB);
    assertThat(step.effects())
        .containsExactly(new Push(3, BOB, entry(CART), CART), new AwaitAnswers());
    assertThat(step.next().onStored(1).effects()).isEmpty();
    step = step.next().onStored(3);
    assertThat(step.effects()).containsExactly(new Shed(List.of(entry(CART))), new AwaitAnswers());
  }

  @Test
  void whatAKeeperDidNotTakeStays() {
    asking(CART);
    held(ANN, CART);
    held(BOB);
    step = step.next().onFailure(3);
    assertThat(step.effects()).containsExactly(new Report(0, 1));
  }

  @Test
  void aSilentKeeperKeepsEverythingOfItsOwnInPlace() {
    asking(CART, LIST);
    held(ANN, CART, LIST);
    step = step.next().onDeadline();
    assertThat(step.effects()).containsExactly(new Shed(List.of(entry(LIST))), new AwaitAnswers());
    assertThat(step.next().onShed(1).effects()).containsExactly(new Report(1, 1));
  }

  /** What it has may have been deleted and forgotten since. */
  @Test
  void whoTakesPartNoMoreSendsNothing() {
    step = ShedRound.begin(new Plan(List.of(ANN, BOB, CAT), Integer.MAX_VALUE, false));
    asking(CART);
    held(ANN, CART);
    held(BOB);
    assertThat(step.effects()).containsExactly(new Report(0, 1));
  }

  @Test
  void anAnswerThatComesTwiceCountsOnce() {
    asking(CART);
    long ann = callTo(ANN);
    step = step.next().onHeld(ann, List.of(entry(CART)));
    step = step.next().onHeld(ann, List.of(entry(CART)));
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void whatHasChangedMeanwhileIsLeft() {
    asking(LIST);
    held(ANN, LIST);
    step = step.next().onShed(0);
    assertThat(step.effects()).containsExactly(new Report(0, 1));
  }

  @Test
  void aSliceWithNothingInItIsFollowedByTheNext() {
    reading();
    step = step.next().onRead(List.of(), LAST, false);
    assertThat(step.effects()).containsExactly(new AskSlice());
    reading();
    assertThat(step.next().onRead(List.of(), LAST, true).effects())
        .containsExactly(new Report(0, 0));
  }

  private void reading() {
    step = step.next().onSlice();
  }

  private void asking(Parcel... parcels) {
    reading();
    step = step.next().onRead(List.of(parcels), LAST, true);
  }

  private void held(NodeId keeper, Parcel... parcels) {
    step =
        step.next()
            .onHeld(callTo(keeper), List.of(parcels).stream().map(each -> entry(each)).toList());
  }

  private long callTo(NodeId keeper) {
    if (!(step.next() instanceof ShedRound.Asking asking)) return -1;
    return asking.open().entrySet().stream()
        .filter(each -> each.getValue().equals(keeper))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static LeafEntry entry(Parcel parcel) {
    return new LeafEntry(parcel.key(), EntryDigest.of(parcel.key(), parcel.siblings()).digest());
  }

  private static Parcel parcel(String name, int replicas) {
    Version version =
        new Version(new Dot(1, 1), new HybridTime(1), VersionVector.EMPTY, Value.text(name));
    return new Parcel(
        Key.of("carts", name),
        Siblings.of(version),
        new Terms(replicas, Reconciliation.KEEP_SIBLINGS));
  }
}

package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gramme.admission.Admission;
import io.gramme.admission.Admission.Granted;
import io.gramme.admission.Work;
import io.gramme.buckets.BucketCatalog;
import io.gramme.coordination.Refusal;
import io.gramme.membership.Admittance;
import io.gramme.membership.ProbeAnswer;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.service.Listing.Keys;
import io.gramme.service.Listing.Mark;
import io.gramme.service.Listing.Outcome;
import io.gramme.service.Listing.Page;
import io.gramme.vnode.VnodeProtocol;
import io.gramme.vnode.VnodeProtocol.ListSlice;
import io.gramme.vnode.VnodeProtocol.Listed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listing over probes in place of the vnodes and of admission control. */
class CoveringListingTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create("listing", ConfigFactory.parseString("pekko.loglevel = OFF"));
  private static final NodeId ANN = new NodeId("ann");
  private static final ProbeAnswer HERE = new ProbeAnswer(ANN, 1, "", "", 0);
  private static final int PARTITIONS = 4;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final NodeView view = new NodeView();
  private final TestProbe<VnodeProtocol.Command> vnodes = KIT.createTestProbe();
  private final TestProbe<Admission.Command> admission = KIT.createTestProbe();
  private final Listing listing =
      new CoveringListing(view, vnodes.ref(), admission.ref(), KIT.system());

  @BeforeEach
  void start() {
    Ring ring = Ring.of(RingVersion.first(List.of(Member.of(ANN)), PARTITIONS, 3));
    view.publishRing(ring);
    view.publishAdmittance(new Admittance(Admittance.Kind.MEMBER, ""));
    view.publishCatalog(BucketCatalog.EMPTY);
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everySliceWaitsForItsTurnAmongBackgroundWork() {
    view.publishSelf(HERE);
    CompletableFuture<Outcome> page = page(Duration.ofSeconds(2));
    Admission.Ask ask = admission.expectMessageClass(Admission.Ask.class);
    assertThat(ask.kind()).isEqualTo(Work.LISTING);
    ask.replyTo().tell(new Admission.Refused(Work.LISTING));
    assertThat(page.join())
        .isEqualTo(
            new Listing.Refused(new Refusal.Overloaded("listings that wait for their turn")));
    vnodes.expectNoMessage();
  }

  @Test
  void slicesGoOnWhereTheLastOneEndedAndPartitionsFollowEachOther() {
    view.publishSelf(HERE);
    CompletableFuture<Outcome> page = page(LONG);
    grant();
    assertThat(answer(false, "a", "b").after()).isEqualTo(Blob.EMPTY);
    grant();
    assertThat(answer(true, "c").after()).isEqualTo(Blob.utf8("b"));
    for (int partition = 1; partition < PARTITIONS; partition++) {
      grant();
      ListSlice asked = answer(true);
      assertThat(asked.partition()).isEqualTo(partition);
      assertThat(asked.bucket()).isEqualTo(Blob.utf8("carts"));
    }
    assertThat(page.join())
        .isEqualTo(
            new Page(
                List.of(Blob.utf8("a"), Blob.utf8("b"), Blob.utf8("c")),
                new Mark(PARTITIONS, Blob.EMPTY, true),
                true,
                List.of()));
  }

  @Test
  void whatNoReplicaCanBeAskedOfIsUncovered() {
    Page page = (Page) page(LONG).join();
    assertThat(page.uncovered()).containsExactly(0, 1, 2, 3);
    assertThat(page.next().isWhole()).isFalse();
  }

  @Test
  void moreThanSoManyPagesAtOnceAreRefused() {
    view.publishSelf(HERE);
    for (int i = 0; i < CoveringListing.MOST_UNDERWAY; i++) assertThat(page(LONG)).isNotCompleted();
    assertThat(page(LONG).join())
        .isEqualTo(new Listing.Refused(new Refusal.Overloaded("listings in progress")));
  }

  @Test
  void aNodeWithoutARingListsNothing() {
    view.publishAdmittance(new Admittance(Admittance.Kind.REFUSED, "ann runs already at h9:1"));
    assertThat(page(LONG).join())
        .isEqualTo(new Listing.Refused(new Refusal.NotReady("ann runs already at h9:1")));
  }

  @Test
  void anAdmissionThatIsSilentEndsWithTheDeadline() {
    view.publishSelf(HERE);
    assertThat(page(Duration.ofMillis(20)).join()).isInstanceOf(Listing.Refused.class);
  }

  private CompletableFuture<Outcome> page(Duration timeout) {
    return listing
        .page(new Keys(Bucket.of("carts")), Mark.START, 100, timeout)
        .toCompletableFuture();
  }

  private void grant() {
    admission.expectMessageClass(Admission.Ask.class).replyTo().tell(new Granted(Work.LISTING));
  }

  private ListSlice answer(boolean isEnd, String... names) {
    ListSlice asked = vnodes.expectMessageClass(ListSlice.class);
    List<Blob> blobs = Stream.of(names).map(Blob::utf8).toList();
    Blob last = blobs.isEmpty() ? asked.after() : blobs.get(blobs.size() - 1);
    asked.replyTo().tell(new Listed(0, ANN, blobs, last, isEnd, true));
    return asked;
  }
}

package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.buckets.BucketCatalog;
import io.gramme.membership.Address;
import io.gramme.membership.AddressBook;
import io.gramme.membership.Admittance;
import io.gramme.membership.Candidate;
import io.gramme.membership.Formats;
import io.gramme.membership.ProbeAnswer;
import io.gramme.membership.RingBook;
import io.gramme.membership.RingNews;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.ring.Member;
import io.gramme.ring.Ring;
import io.gramme.ring.RingVersion;
import io.gramme.stats.NodeStats;
import io.gramme.storage.DataDirectory;
import io.gramme.storage.StorageSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of itself, by what its parts have published. */
class NodeAdminTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final RingVersion FIRST =
      RingVersion.first(List.of(Member.of(ANN), Member.of(BOB)), 16, 3);

  private final NodeView view = new NodeView();

  @TempDir private Path data;
  private DataDirectory directory;
  private NodeAdmin admin;

  /** Nobody asks for anything here. */
  private static final class NoRequests implements NodeAdmin.Requests {
    @Override
    public boolean notice(NodeId asker) {
      return false;
    }

    @Override
    public boolean cutOff(Set<NodeId> peers) {
      return false;
    }

    @Override
    public Optional<CompletionStage<SortedMap<String, Object>>> replica(Key key) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void open() {
    SplittableRandom random = new SplittableRandom(7);
    directory = DataDirectory.open(data, ANN, StorageSettings.DEFAULTS, random::nextLong);
    Candidate self =
        new Candidate(ANN, 100, "east", "h1:8098", directory.directoryId(), directory.startCount());
    admin =
        new NodeAdmin(directory, view, new NodeStats(System.nanoTime()), new NoRequests(), self);
    view.publishCatalog(BucketCatalog.EMPTY);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private void publishRing() {
    AddressBook book =
        AddressBook.EMPTY
            .with(ANN, new Address(1, "d1", "h1:8098"))
            .with(BOB, new Address(1, "d2", "h2:8098"));
    view.publishRing(Ring.of(FIRST));
    view.publishBook(RingBook.BLANK.learn(RingNews.about(FIRST.id()).with(FIRST).with(book)));
    view.publishAdmittance(new Admittance(Admittance.Kind.MEMBER, ""));
    view.publishSettled();
  }

  private List<String> reasons() {
    return admin.readiness().reasons();
  }

  @Test
  void aMemberThatHasLookedForTheOthersIsReady() {
    publishRing();
    assertThat(admin.readiness().isReady()).isTrue();
  }

  @Test
  void aNodeWithoutARingSaysWhatToDo() {
    view.publishBook(RingBook.BLANK);
    view.publishAdmittance(
        new Admittance(Admittance.Kind.RINGLESS, "there is no ring: found one, or join one"));
    assertThat(reasons()).containsExactly("there is no ring: found one, or join one");
  }

  @Test
  void aNodeThatHasAskedToBeLetInSaysThatItWaits() {
    view.publishBook(RingBook.BLANK);
    view.publishAdmittance(new Admittance(Admittance.Kind.RINGLESS, "there is no ring"));
    view.publishWaitingFor("ann is staged, and not committed yet");
    assertThat(reasons()).containsExactly("ann is staged, and not committed yet");
    publishRing();
    assertThat(reasons()).isEmpty();
  }

  @Test
  void aDoubleSaysWhomItCollidesWith() {
    publishRing();
    view.publishWaitingFor("ann is staged, and not committed yet");
    view.publishAdmittance(new Admittance(Admittance.Kind.REFUSED, "ann runs already at h9:1"));
    assertThat(reasons()).containsExactly("ann runs already at h9:1");
  }

  @Test
  void aNodeIsNotTakenForOneWithoutARingBeforeItKnows() {
    assertThat(admin.self()).doesNotContainKey("ring_epoch");
    view.publishBook(RingBook.BLANK);
    assertThat(admin.self()).containsEntry("ring_epoch", 0L);
    publishRing();
    assertThat(admin.self())
        .containsEntry("ring_epoch", 1L)
        .containsEntry("http", "h1:8098")
        .containsEntry("zone", "east")
        .containsEntry("directory", directory.directoryId());
    assertThat(Introduction.read(admin.self())).isPresent();
  }

  @Test
  void theRingShowsSharesStagesAndHistory() {
    publishRing();
    assertThat(admin.ring())
        .containsEntry("epoch", 1L)
        .containsEntry("settled", true)
        .containsEntry("stages", Map.of("pending", 0L, "joint", 0L, "settled", 16L))
        .containsEntry("members", List.of("ann", "bob"));
    assertThat((List<?>) admin.ring().get("nodes"))
        .first()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("id", "ann")
        .containsEntry("http", "h1:8098")
        .containsEntry("ideal", 8.0);
    assertThat((List<?>) admin.ring().get("history")).hasSize(1);
  }

  @Test
  void aPeerOfAnotherFormatIsRemarkedUpon() {
    publishRing();
    assertThat(admin.members()).extracting(member -> member.get("remark")).containsOnly("");
    ProbeAnswer bob =
        new ProbeAnswer(BOB, 1, "pekko://gramme@h2:1", "", 1, "h2:1", "d2", 1, new Formats(99, 1));
    view.publishHeard(new TreeMap<>(Map.of(BOB, bob)));
    assertThat(admin.members().get(1))
        .containsEntry("id", "bob")
        .extractingByKey("remark")
        .asString()
        .contains("99");
  }
}

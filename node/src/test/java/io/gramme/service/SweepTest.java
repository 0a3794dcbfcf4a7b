package io.gramme.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.NodeId;
import io.gramme.service.Listing.BucketNames;
import io.gramme.service.Listing.Keys;
import io.gramme.service.Listing.Mark;
import io.gramme.service.Listing.Page;
import io.gramme.service.Listing.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final NodeId BOB = new NodeId("bob");
  private static final Subject KEYS = new Keys(Bucket.of("carts"));
  private static final Subject BUCKETS = new BucketNames("default");

  private final List<Sweep.Ask> asked = new ArrayList<>();

  /** Names of each partition, the same at every replica. */
  private static final List<List<String>> RING =
      List.of(List.of("a", "d", "g"), List.of(), List.of("b", "d"), List.of("c", "z"));

  @Test
  void aPageIsAllThereIsPartitionByPartition() {
    Page page = sweep(KEYS, Mark.START, 100, node -> true, node -> true);
    assertThat(texts(page)).containsExactly("a", "d", "g", "b", "d", "c", "z");
    assertThat(page.isEnd()).isTrue();
    assertThat(page.uncovered()).isEmpty();
    assertThat(page.next().isWhole()).isTrue();
  }

  @Test
  void pagesGoOnWhereTheLastOneEndedWhicheverReplicaIsAsked() {
    List<String> all = new ArrayList<>();
    Mark from = Mark.START;
    Page page;
    do {
      page = sweep(KEYS, from, 2, node -> true, node -> true);
      assertThat(page.names()).hasSizeLessThanOrEqualTo(2);
      all.addAll(texts(page));
      from = Mark.parse(page.next().text()).orElseThrow();
    } while (!page.isEnd());
    assertThat(all).containsExactly("a", "d", "g", "b", "d", "c", "z");
  }

  @Test
  void aReplicaThatFailsGivesWayToTheNext() {
    Page page = sweep(KEYS, Mark.START, 100, BOB::equals, node -> true);
    assertThat(page.names()).hasSize(7);
    assertThat(page.uncovered()).isEmpty();
  }

  @Test
  void aReplicaInDoubtIsBelievedOnlyIfNoneKnows() {
    Page known = sweep(KEYS, Mark.START, 100, node -> true, BOB::equals);
    assertThat(known.uncovered()).isEmpty();
    assertThat(asked).extracting(Sweep.Ask::node).contains(ANN, BOB);
    Page doubted = sweep(KEYS, Mark.START, 100, node -> true, node -> false);
    assertThat(doubted.names()).hasSize(7);
    assertThat(doubted.uncovered()).containsExactly(0, 1, 2, 3);
    assertThat(doubted.next().isWhole()).isFalse();
  }

  @Test
  void whatNobodyAnswersForIsSaidAndStaysSaid() {
    Page page = sweep(KEYS, Mark.START, 100, node -> false, node -> true);
    assertThat(page.names()).isEmpty();
    assertThat(page.uncovered()).containsExactly(0, 1, 2, 3);
    assertThat(page.isEnd()).isTrue();
    Mark broken = new Mark(2, Blob.EMPTY, false);
    Page later = sweep(KEYS, broken, 100, node -> true, node -> true);
    assertThat(later.uncovered()).isEmpty();
    assertThat(later.next().isWhole()).isFalse();
  }

  @Test
  void bucketsAreSortedAndEachThereOnce() {
    Page page = sweep(BUCKETS, Mark.START, 100, node -> true, node -> true);
    assertThat(texts(page)).containsExactly("a", "b", "c", "d", "g", "z");
    assertThat(page.isEnd()).isTrue();
  }

  @Test
  void pagesOfBucketsTogetherAreAllOfThem() {
    List<String> all = new ArrayList<>();
    Mark from = Mark.START;
    Page page;
    do {
      page = sweep(BUCKETS, from, 2, node -> true, node -> true);
      assertThat(page.names()).hasSizeLessThanOrEqualTo(2);
      all.addAll(texts(page));
      from = page.next();
    } while (!page.isEnd());
    assertThat(all).containsExactly("a", "b", "c", "d", "g", "z");
  }

  @Test
  void onlyWhatMarksWroteIsAMark() {
    Mark mark = new Mark(63, Blob.utf8("k/\u00e9"), false);
    assertThat(Mark.parse(mark.text())).contains(mark);
    for (String text : List.of("", "!", "AA", "Ag", "AQ", "Af____8P", "Af____________"))
      assertThat(Mark.parse(text)).as(text).isEmpty();
  }

  /** A page over replicas that give one name, or two, per slice. */
  private Page sweep(
      Subject subject, Mark from, int max, Predicate<NodeId> answers, Predicate<NodeId> knows) {
    asked.clear();
    Sweep sweep = new Sweep(subject, from, max, RING.size(), partition -> List.of(ANN, BOB));
    while (sweep.next() instanceof Sweep.Ask ask) {
      asked.add(ask);
      if (!answers.test(ask.node())) {
        sweep.onFailure();
        continue;
      }
      TreeSet<Blob> there = new TreeSet<>(blobs(RING.get(ask.partition())));
      List<Blob> rest =
          ask.after().size() == 0
              ? List.copyOf(there)
              : List.copyOf(there.tailSet(ask.after(), false));
      List<Blob> slice = rest.subList(0, Math.min(Math.min(2, ask.limit()), rest.size()));
      Blob last = slice.isEmpty() ? ask.after() : slice.get(slice.size() - 1);
      sweep.onListed(slice, last, slice.size() == rest.size(), knows.test(ask.node()));
    }
    return ((Sweep.Done) sweep.next()).page();
  }

  private static Set<Blob> blobs(List<String> texts) {
    return Set.copyOf(texts.stream().map(Blob::utf8).toList());
  }

  private static List<String> texts(Page page) {
    return Stream.of(page.names()).flatMap(List::stream).map(Blob::text).toList();
  }
}

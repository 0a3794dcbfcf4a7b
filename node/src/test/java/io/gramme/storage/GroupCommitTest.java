package io.gramme.storage;

import static io.gramme.model.Durability.BUFFERED;
import static io.gramme.model.Durability.OS;
import static io.gramme.model.Durability.SYNC;
import static io.gramme.storage.Answer.STORED;
import static io.gramme.storage.Cart.CART;
import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.Key;
import io.gramme.storage.ScriptedEngine.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private static final int NEVER = 3_600_000;
  private static final StorageSettings PATIENT = StorageSettings.DEFAULTS.withFlush(NEVER, 1_000);
  private static final StorageFailedException BROKEN = new StorageFailedException("broken");

  private final ScriptedEngine engine = new ScriptedEngine();
  private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger spaceChecks = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<GroupCommit> started = new ArrayList<>();

  @AfterEach
  void stop() {
    engine.goOn();
    started.forEach(GroupCommit::close);
  }

  @Test
  void oneBatchAndOneSyncServeAllWhoWait() {
    Store store = store(PATIENT);
    stallBehindOneWrite(store);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) answers.add(put(store, key(i), i, i % 2 == 0 ? SYNC : OS));
    engine.goOn();
    assertThat(answers).extracting(Answer::await).containsOnly(STORED);
    assertThat(engine.batches()).containsExactly(new Batch(1, false), new Batch(50, true));
  }

  @Test
  void aBatchThatNobodyWantsSyncedIsNotSynced() {
    Store store = store(PATIENT);
    assertThat(put(store, CART, 1, OS).await()).isEqualTo(STORED);
    assertThat(engine.batches()).containsExactly(new Batch(1, false));
  }

  @Test
  void aBufferedWriteIsAcknowledgedFromMemoryAndRead() {
    Store store = store(PATIENT);
    assertThat(put(store, CART, 1, BUFFERED).told()).containsExactly(STORED);
    assertThat(store.get(CART)).isEqualTo(holding(1));
    assertThat(engine.batches()).isEmpty();
  }

  @Test
  void anOsWriteIsAcknowledgedOnlyOnceTheEngineHasIt() {
    Store store = store(PATIENT);
    engine.stall();
    Answer answer = put(store, CART, 1, OS);
    engine.awaitStalledWrite();
    assertThat(answer.told()).isEmpty();
    assertThat(store.get(CART)).isEqualTo(holding(1));
    engine.goOn();
    assertThat(answer.await()).isEqualTo(STORED);
  }

  @Test
  void bufferedWritesAreFlushedAfterAWhile() {
    Store store = store(StorageSettings.DEFAULTS.withFlush(10, 1_000));
    put(store, CART, 1, BUFFERED);
    await().untilAsserted(() -> assertThat(engine.batches()).containsExactly(new Batch(1, false)));
  }

  @Test
  void bufferedWritesAreFlushedWhenThereAreEnough() {
    Store store = store(PATIENT.withFlush(NEVER, 3));
    for (int i = 0; i < 3; i++) put(store, key(i), i, BUFFERED);
    await().untilAsserted(() -> assertThat(engine.batches()).containsExactly(new Batch(3, false)));
  }

  @Test
  void bufferedWritesAreFlushedWithTheNextWriteThatSomebodyWaitsFor() {
    Store store = store(PATIENT);
    put(store, key(1), 1, BUFFERED);
    assertThat(put(store, key(2), 2, SYNC).await()).isEqualTo(STORED);
    assertThat(engine.batches()).containsExactly(new Batch(2, true));
  }

  @Test
  void theQueueIsBoundedByCount() {
    Store store = store(PATIENT.with(new StorageSettings.Queue(3, 1_000_000)));
    stallBehindOneWrite(store);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) answers.add(put(store, key(i), i, OS));
    assertThat(answers.get(2).told()).containsExactly("OVERLOADED");
    assertThat(answers.get(3).told()).containsExactly("OVERLOADED");
    assertThat(store.get(key(3))).isEqualTo(LocalRecord.NONE);
    engine.goOn();
    assertThat(answers.get(1).await()).isEqualTo(STORED);
  }

  @Test
  void theQueueIsBoundedByBytes() {
    Store store = store(PATIENT.with(new StorageSettings.Queue(1_000, 1_500)));
    stallBehindOneWrite(store);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) answers.add(put(store, key(i), i, BUFFERED));
    assertThat(answers.get(9).told()).containsExactly("OVERLOADED");
    assertThat(started.get(0).figures().queuedBytes()).isBetween(1L, 1_500L);
    assertThat(started.get(0).figures().done().refusedObjects()).isPositive();
  }

  /** Also when it is in the batch that the engine does not finish, and nothing queues behind it. */
  @Test
  void theFiguresSayHowLongTheOldestWriteWaits() {
    Store store = store(PATIENT);
    engine.stall();
    Answer answer = put(store, CART, 1, OS);
    engine.awaitStalledWrite();
    await().until(() -> started.get(0).figures().longestWaitMicros() > 0);
    engine.goOn();
    answer.await();
    assertThat(started.get(0).figures().longestWaitMicros()).isZero();
  }

  @Test
  void aBufferedWriteThatMayStayInMemoryDoesNotWait() {
    Store store = store(PATIENT);
    put(store, CART, 1, BUFFERED);
    assertThat(started.get(0).figures().queuedObjects()).isEqualTo(1);
    assertThat(started.get(0).figures().longestWaitMicros()).isZero();
  }

  @Test
  void aFailedBatchIsToldToAllAndVanishesFromReads() {
    Store store = store(PATIENT);
    put(store, CART, 1, OS).await();
    stallBehindOneWrite(store);
    Answer sync = put(store, CART, 2, SYNC);
    Answer buffered = put(store, key(1), 1, BUFFERED);
    engine.failWith(BROKEN);
    engine.goOn();
    assertThat(sync.await()).isEqualTo("FAILED");
    assertThat(buffered.told()).containsExactly(STORED);
    assertThat(store.get(CART)).isEqualTo(holding(1));
    assertThat(store.get(key(1))).isEqualTo(LocalRecord.NONE);
    assertThat(started.get(0).figures().done().lostBuffered()).isEqualTo(1);
    assertThat(started.get(0).figures().queuedObjects()).isZero();
  }

  @Test
  void theFailureIsKnownBeforeReadsGoBack() {
    AtomicInteger readInTime = new AtomicInteger();
    List<Store> stores = new CopyOnWriteArrayList<>();
    Runnable onFailure =
        () -> {
          if (stores.get(0).get(CART).equals(holding(2))) readInTime.incrementAndGet();
        };
    stores.add(store(PATIENT, onFailure));
    put(stores.get(0), CART, 1, OS).await();
    engine.failWith(BROKEN);
    assertThat(put(stores.get(0), CART, 2, OS).await()).isEqualTo("FAILED");
    assertThat(readInTime).hasValue(1);
  }

  @Test
  void aWriteSucceedsAgainWhenTheEngineHasRecovered() {
    Store store = store(PATIENT);
    engine.failWith(BROKEN);
    assertThat(put(store, CART, 1, OS).await()).isEqualTo("FAILED");
    engine.recover();
    await().untilAsserted(() -> assertThat(put(store, CART, 2, OS).await()).isEqualTo(STORED));
    assertThat(store.get(CART)).isEqualTo(holding(2));
  }

  @Test
  void whatWaitsBehindAFailedBatchIsAnsweredToo() {
    Store store = store(PATIENT.withFlush(NEVER, 1));
    stallBehindOneWrite(store);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) answers.add(put(store, key(i), i, OS));
    engine.failWith(BROKEN);
    engine.goOn();
    assertThat(answers).extracting(Answer::await).containsOnly("FAILED");
    assertThat(failures).hasValueGreaterThanOrEqualTo(5);
  }

  @Test
  void aNewerWriteOutlivesTheFailureOfAnOlderOne() {
    Store store = store(PATIENT);
    engine.failWith(BROKEN);
    engine.stall();
    Answer older = put(store, CART, 1, OS);
    engine.awaitStalledWrite();
    put(store, CART, 2, BUFFERED);
    engine.goOn();
    assertThat(older.await()).isEqualTo("FAILED");
    assertThat(store.get(CART)).isEqualTo(holding(2));
  }

  @Test
  void aFullDiskIsAnAnswerAndReadsGoOn() {
    Store store = store(PATIENT);
    put(store, CART, 1, OS).await();
    freeBytes.set(PATIENT.care().minFreeBytes() - 1);
    nanos.addAndGet(1_000_000_000L);
    assertThat(put(store, CART, 2, OS).told()).containsExactly("DISK_FULL");
    assertThat(store.get(CART)).isEqualTo(holding(1));
    freeBytes.set(PATIENT.care().minFreeBytes());
    nanos.addAndGet(1_000_000_000L);
    assertThat(put(store, CART, 3, OS).await()).isEqualTo(STORED);
  }

  @Test
  void freeSpaceIsAskedForOnceASecondAtMost() {
    Store store = store(PATIENT);
    for (int i = 0; i < 100; i++) put(store, key(i), i, BUFFERED);
    assertThat(spaceChecks).hasValue(1);
  }

  @Test
  void anEngineThatRunsOutOfSpaceSaysSo() {
    Store store = store(PATIENT);
    engine.failWith(new StorageFailedException("write: No space left on device"));
    assertThat(put(store, CART, 1, OS).await()).isEqualTo("DISK_FULL");
  }

  @Test
  void closingFlushesSyncsAndAnswersEverybody() {
    Store store = store(PATIENT);
    stallBehindOneWrite(store);
    Answer waiting = put(store, key(1), 1, OS);
    put(store, key(2), 2, BUFFERED);
    engine.goOn();
    started.get(0).close();
    assertThat(waiting.told()).containsExactly(STORED);
    assertThat(engine.batches().get(engine.batches().size() - 1).synced()).isTrue();
    assertThat(started.get(0).hasKeptEverything()).isTrue();
    assertThat(put(store, key(3), 3, OS).told()).containsExactly("CLOSED");
    assertThat(store.get(key(2))).isEqualTo(holding(2));
  }

  @Test
  void aCloseAfterAFailureDoesNotClaimToHaveKeptEverything() {
    Store store = store(PATIENT);
    engine.failWith(BROKEN);
    put(store, CART, 1, OS).await();
    engine.recover();
    started.get(0).close();
    assertThat(started.get(0).hasKeptEverything()).isFalse();
  }

  @Test
  void aDiskThatHangsDoesNotHangTheClose() {
    GroupCommit writer = writer(PATIENT.withCloseWithin(50), () -> {});
    engine.stall();
    put(Harmless.store(writer), CART, 1, OS);
    engine.awaitStalledWrite();
    writer.close();
    assertThat(writer.hasEnded()).isFalse();
    assertThat(writer.hasKeptEverything()).isFalse();
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    Store store = store(PATIENT);
    stallBehindOneWrite(store);
    store.put(key(1), LocalRecord.NONE, holding(1), OS, new ThrowingListener());
    Answer next = put(store, key(2), 2, OS);
    engine.goOn();
    assertThat(next.await()).isEqualTo(STORED);
    assertThat(put(store, key(3), 3, OS).await()).isEqualTo(STORED);
  }

  @Test
  void aScanSeesWhatWaitsInItsPlace() {
    Store store = store(PATIENT);
    for (int i = 0; i < 6; i += 2) put(store, key(i), i, OS).await();
    put(store, key(1), 1, BUFFERED);
    put(store, key(2), 20, BUFFERED);
    store.delete(key(4), holding(4), BUFFERED, new Answer());
    put(store, key(9), 9, BUFFERED);
    List<LocalRecord> seen = new ArrayList<>();
    store.forEach((key, record) -> seen.add(record));
    assertThat(seen).containsExactly(holding(0), holding(1), holding(20), holding(9));
  }

  @Test
  void aScanEndsWhenTheVisitorHasEnough() {
    Store store = store(PATIENT);
    for (int i = 0; i < 6; i++) put(store, key(i), i, i % 2 == 0 ? OS : BUFFERED);
    List<Key> seen = new ArrayList<>();
    store.forEach(
        (key, record) -> {
          seen.add(key);
          return seen.size() < 3;
        });
    assertThat(seen).containsExactly(key(0), key(1), key(2));
  }

  private void stallBehindOneWrite(Store store) {
    engine.stall();
    put(store, Key.of("other", "first"), 0, OS);
    engine.awaitStalledWrite();
  }

  private Store store(StorageSettings settings) {
    return store(settings, failures::incrementAndGet);
  }

  private Store store(StorageSettings settings, Runnable onFailure) {
    return Harmless.store(writer(settings, onFailure));
  }

  private GroupCommit writer(StorageSettings settings, Runnable onFailure) {
    SpaceGuard space =
        new SpaceGuard(
            () -> {
              spaceChecks.incrementAndGet();
              return freeBytes.get();
            },
            settings.care().minFreeBytes(),
            nanos::get);
    GroupCommit writer = new GroupCommit(engine, settings, space, why -> onFailure.run());
    started.add(writer);
    return writer;
  }

  private static Answer put(Store store, Key key, int number, Durability durability) {
    Answer answer = new Answer();
    store.put(key, store.get(key), holding(number), durability, answer);
    return answer;
  }

  private record ThrowingListener() implements WriteListener {
    @Override
    public void stored() {
      throw new IllegalStateException("a listener's bug");
    }

    @Override
    public void failed(WriteFailure why) {
      throw new IllegalStateException("a listener's bug");
    }
  }
}

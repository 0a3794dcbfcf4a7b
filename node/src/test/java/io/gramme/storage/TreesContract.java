package io.gramme.storage;

import static io.gramme.storage.Cart.deleted;
import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Blob;
import io.gramme.model.Durability;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, trees, index and tombstones say what the records say. */
abstract class TreesContract {

  private static final int PARTITION = 3;

  private final SecureRandom random = new SecureRandom();

  abstract EngineChoice engine();

  /** What can happen. */
  enum Event {
    PUT,
    BURY,
    FORGET,
    NEXT_WRITE_FAILS,
    NEXT_WRITE_HAPPENS_AND_FAILS,
    REOPEN,
    CRASH,
    AUDIT,
    RECOUNT,
    SCRUB
  }

  record Action(Event event, int key, int number, int replicas, Durability durability) {}

  /** One run: the directory in use, and how it fails. */
  private final class Run implements AutoCloseable {

    private final Scratch scratch = Scratch.create();
    private final FailingEngine.Switch broken = new FailingEngine.Switch();
    private Path data = scratch.at("data");
    private DataDirectory directory = open();
    private int crashes;

    void take(Action action) {
      switch (action.event()) {
        case PUT -> put(action, holding(action.number(), action.replicas()));
        case BURY -> put(action, deleted(action.number(), action.replicas()));
        case FORGET -> put(action, LocalRecord.NONE);
        case NEXT_WRITE_FAILS -> broken.next(FailingEngine.Next.FAILS);
        case NEXT_WRITE_HAPPENS_AND_FAILS -> broken.next(FailingEngine.Next.HAPPENS_AND_FAILS);
        case REOPEN -> reopen();
        case CRASH -> crash();
        case AUDIT -> audit();
        case RECOUNT -> directory.store(PARTITION).recount();
        case SCRUB -> scrub();
      }
    }

    private void put(Action action, LocalRecord after) {
      Store store = directory.store(PARTITION);
      LocalRecord before = store.get(key(action.key()));
      store.put(key(action.key()), before, after, action.durability(), new Answer());
    }

    private void reopen() {
      if (engine() == EngineChoice.MEMORY) return;
      directory.close();
      directory = open();
    }

    /** Goes on in a copy of the files as they are now. */
    private void crash() {
      if (engine() == EngineChoice.MEMORY) return;
      settle();
      data = scratch.copyOf(data, "crash-" + ++crashes);
      directory.close();
      directory = open();
    }

    private void scrub() {
      settle();
      Optional<Blob> last = directory.store(PARTITION).scrub(Optional.empty(), 3).last();
      while (last.isPresent()) last = directory.store(PARTITION).scrub(last, 3).last();
    }

    private void audit() {
      settle();
      Audit.check(directory, PARTITION);
    }

    /**
     * Waits until nothing waits; what failed has failed, and writes are taken again. Twice: the
     * first may have waited behind one that failed, and so say nothing of the pause after that.
     */
    private void settle() {
      awaitStored();
      awaitStored();
    }

    private void awaitStored() {
      String told = "";
      while (!told.equals(Answer.STORED)) {
        Answer answer = new Answer();
        List<Change> change = List.of(new Change.Put(new byte[] {1}, new byte[0]));
        directory.writer().submit(change, Durability.OS, answer);
        told = answer.await();
      }
    }

    private DataDirectory open() {
      StorageSettings usual = EngineContract.SMALL.withEngine(engine());
      StorageSettings hasty =
          new StorageSettings(
              usual.engine(),
              usual.memory(),
              usual.batching(),
              usual.queue(),
              new StorageSettings.Care(0, 1, 30_000));
      DataDirectory.Surroundings world = DataDirectory.surroundings(data, random::nextLong);
      return DataDirectory.open(
          data,
          recorded -> Cart.ANN,
          hasty,
          new DataDirectory.Surroundings(
              world.randomness(),
              world.freeBytes(),
              world.nanos(),
              engine -> new FailingEngine(engine, broken),
              world.boot()));
    }

    @Override
    public void close() {
      directory.close();
      scratch.close();
    }
  }

  @Property(tries = 40)
  void whateverHappensEverythingSaysWhatTheRecordsSay(@ForAll("actions") List<Action> actions) {
    try (Run run = new Run()) {
      actions.forEach(run::take);
      run.audit();
    }
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Event> events =
        Arbitraries.frequency(
            Tuple.of(20, Event.PUT),
            Tuple.of(8, Event.BURY),
            Tuple.of(4, Event.FORGET),
            Tuple.of(2, Event.NEXT_WRITE_FAILS),
            Tuple.of(2, Event.NEXT_WRITE_HAPPENS_AND_FAILS),
            Tuple.of(1, Event.REOPEN),
            Tuple.of(1, Event.CRASH),
            Tuple.of(2, Event.AUDIT),
            Tuple.of(1, Event.RECOUNT),
            Tuple.of(1, Event.SCRUB));
    return Combinators.combine(
            events,
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 50),
            Arbitraries.of(2, 3, 5),
            Arbitraries.of(Durability.class))
        .as(Action::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }
}

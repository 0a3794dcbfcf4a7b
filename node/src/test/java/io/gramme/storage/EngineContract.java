package io.gramme.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.model.Blob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What every engine owes. */
abstract class EngineContract {

  static final StorageSettings SMALL =
      StorageSettings.DEFAULTS.with(new StorageSettings.Memory(1 << 20, 64 * 1024));

  abstract Engine open(Path directory);

  /** Batches of keys that are put, or deleted if negative. */
  @Property(tries = 60)
  void behavesLikeASortedMap(@ForAll("batches") List<List<Byte>> batches) {
    TreeMap<Blob, Blob> model = new TreeMap<>();
    try (Scratch scratch = Scratch.create();
        Engine engine = open(scratch.path())) {
      for (List<Byte> batch : batches) {
        engine.write(batch.stream().map(EngineContract::change).toList(), batch.size() % 2 == 0);
        for (byte each : batch) {
          if (each < 0) model.remove(key(-each));
          else model.put(key(each), Blob.wrap(new byte[] {(byte) batch.size()}));
        }
      }
      for (int i = 0; i < 20; i++) {
        Optional<Blob> expected = Optional.ofNullable(model.get(key(i)));
        assertThat(engine.get(key(i).bytes()).map(Blob::wrap).map(Blob::size))
            .isEqualTo(expected.map(Blob::size));
      }
      assertThat(keys(engine, key(0), key(99))).containsExactlyElementsOf(model.keySet());
      assertThat(keys(engine, key(5), key(10)))
          .containsExactlyElementsOf(model.subMap(key(5), key(10)).keySet());
    }
  }

  @Example
  void keysAreOrderedAsUnsignedBytes() {
    try (Scratch scratch = Scratch.create();
        Engine engine = open(scratch.path())) {
      engine.write(List.of(change((byte) 1), change((byte) 2)), false);
      engine.write(List.of(new Change.Put(new byte[] {-1}, new byte[0])), false);
      assertThat(keys(engine, Blob.EMPTY, Blob.wrap(new byte[] {-1, -1})))
          .containsExactly(key(1), key(2), Blob.wrap(new byte[] {-1}));
      assertThat(engine.get(new byte[] {-1})).hasValueSatisfying(v -> assertThat(v).isEmpty());
    }
  }

  @Example
  void aScanShowsTheMomentOfItsCall() {
    try (Scratch scratch = Scratch.create();
        Engine engine = open(scratch.path())) {
      engine.write(List.of(change((byte) 1), change((byte) 3)), false);
      List<Blob> seen = new ArrayList<>();
      engine.scan(
          key(0).bytes(),
          key(9).bytes(),
          (key, value) -> {
            engine.write(List.of(change((byte) 2), change((byte) 4), change((byte) -3)), false);
            return seen.add(Blob.wrap(key));
          });
      assertThat(seen).containsExactly(key(1), key(3));
      assertThat(keys(engine, key(0), key(9))).containsExactly(key(1), key(2), key(4));
    }
  }

  @Example
  void aClosedEngineSaysSo() {
    try (Scratch scratch = Scratch.create()) {
      Engine engine = open(scratch.path());
      engine.close();
      engine.close();
      assertThatThrownBy(() -> engine.get(new byte[1])).isInstanceOf(StorageClosedException.class);
      assertThatThrownBy(() -> engine.write(List.of(), true))
          .isInstanceOf(StorageClosedException.class);
      assertThatThrownBy(() -> keys(engine, key(0), key(9)))
          .isInstanceOf(StorageClosedException.class);
    }
  }

  @Example
  void closingUnderReadersEndsThemAndNotTheProcess() throws InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      Engine engine = open(scratch.path());
      for (byte i = 0; i < 100; i++) engine.write(List.of(change(i)), false);
      CountDownLatch busy = new CountDownLatch(4);
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) readers.add(new Thread(() -> readUntilClosed(engine, busy)));
      readers.forEach(Thread::start);
      busy.await();
      engine.close();
      for (Thread reader : readers) reader.join(10_000);
      assertThat(readers).noneMatch(Thread::isAlive);
    }
  }

  private static void readUntilClosed(Engine engine, CountDownLatch busy) {
    try {
      while (true) {
        assertThat(engine.get(key(7).bytes())).isPresent();
        assertThat(keys(engine, key(0), key(99))).hasSize(99);
        busy.countDown();
      }
    } catch (StorageClosedException end) {
      busy.countDown();
    }
  }

  private static List<Blob> keys(Engine engine, Blob from, Blob to) {
    List<Blob> keys = new ArrayList<>();
    engine.scan(from.bytes(), to.bytes(), (key, value) -> keys.add(Blob.wrap(key)));
    return keys;
  }

  private static Change change(byte key) {
    return key < 0
        ? new Change.Delete(key(-key).bytes())
        : new Change.Put(key(key).bytes(), new byte[] {key});
  }

  private static Blob key(int number) {
    return Blob.wrap(new byte[] {(byte) number});
  }

  @Provide
  Arbitrary<List<List<Byte>>> batches() {
    return Arbitraries.bytes()
        .between((byte) -19, (byte) 19)
        .list()
        .ofMaxSize(4)
        .list()
        .ofMaxSize(8);
  }
}

package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage is said, set aside and survived, and never a silently shorter store. */
class DamageTest {

  private static final int RECORDS = 300;
  private static final String TEXT = "milk ".repeat(200);

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final Path data = scratch.at("data");
  private final Path db = data.resolve("db");

  @AfterEach
  void clean() {
    scratch.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aByteFlippedInTheLogIsSetAsideAndSaid(EngineChoice engine) throws IOException {
    long before =
        fill(
            engine,
            EngineContract.SMALL.with(new StorageSettings.Memory(1 << 20, 1 << 22)),
            RECORDS);
    Path log = newest("\\d+\\.log");
    Scratch.flip(log, (int) Files.size(log) / 2);
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isTrue();
      assertThat(directory.repairsOwed()).containsExactly(2);
      assertThat(directory.incarnation()).isNotEqualTo(before);
      assertThat(data.resolve("db.damaged-2").resolve(log.getFileName())).exists();
      assertThat(directory.store(1).get(key(0))).isEqualTo(holding(0, TEXT));
      assertThat(directory.store(1).get(key(RECORDS - 1))).isEqualTo(LocalRecord.NONE);
      assertThat(put(directory, 7)).isEqualTo(Answer.STORED);
    }
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isFalse();
      assertThat(directory.repairsOwed()).containsExactly(2);
      directory.repaired(2);
      assertThat(directory.repairsOwed()).isEmpty();
      assertThat(directory.store(1).get(key(7))).isEqualTo(holding(7));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aByteFlippedInATableIsNeverAShorterStore(EngineChoice engine) throws IOException {
    long before = fill(engine, EngineContract.SMALL, RECORDS);
    for (Path table : Scratch.files(db, "\\d+\\.(sst|ldb)")) {
      Scratch.flip(table, (int) Files.size(table) / 2);
    }
    try (DataDirectory directory = open(engine)) {
      if (engine == EngineChoice.LEVELDB_JNI) {
        assertThat(damagedReads(directory)).isPositive();
        assertThatThrownBy(() -> directory.store(1).forEach((key, record) -> true))
            .isInstanceOf(StoreDamagedException.class);
        assertThat(directory.incarnation()).isNotEqualTo(before);
        assertThat(directory.repairsOwed()).containsExactly(2);
      } else {
        assertThat(directory.damageSetAside()).isTrue();
      }
    }
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isEqualTo(engine == EngineChoice.LEVELDB_JNI);
      assertThat(directory.repairsOwed()).isNotEmpty();
      assertThat(readAll(directory)).containsOnly(LocalRecord.NONE);
    }
  }

  /** One table only, and perhaps one that the engine was about to throw away. */
  @RepeatedTest(5)
  void everyReadIsRightOrSaysThatItIsDamaged() throws IOException {
    fill(EngineChoice.LEVELDB_JNI, EngineContract.SMALL, RECORDS);
    Path table = newest("\\d+\\.(sst|ldb)");
    Scratch.flip(table, (int) Files.size(table) / 2);
    try (DataDirectory directory = open(EngineChoice.LEVELDB_JNI)) {
      int damaged = damagedReads(directory);
      List<LocalRecord> seen = new ArrayList<>();
      try {
        directory.store(1).forEach((key, record) -> seen.add(record));
        assertThat(seen).hasSize(RECORDS);
        assertThat(damaged).isZero();
      } catch (StoreDamagedException said) {
        assertThat(damaged).isPositive();
      }
    }
  }

  /** Reads everything: how many reads met damage, when all others are right. */
  private static int damagedReads(DataDirectory directory) {
    int damaged = 0;
    for (int i = 0; i < RECORDS; i++) {
      try {
        assertThat(directory.store(1).get(key(i))).isEqualTo(holding(i, TEXT));
      } catch (StoreDamagedException said) {
        damaged++;
      }
    }
    return damaged;
  }

  @Test
  void aDamagedRecordIsNamed() throws IOException {
    fill(EngineChoice.LEVELDB_JNI, EngineContract.SMALL, RECORDS);
    for (Path table : Scratch.files(db, "\\d+\\.(sst|ldb)")) {
      for (int at = 100; at < Files.size(table) - 4096; at += 1000) Scratch.flip(table, at);
    }
    try (DataDirectory directory = open(EngineChoice.LEVELDB_JNI)) {
      assertThatThrownBy(() -> directory.store(1).get(key(5)))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("default/shop/cart000005");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aWriteThatACrashCutShortCostsThatWriteAlone(EngineChoice engine) throws IOException {
    fill(engine, EngineContract.SMALL.with(new StorageSettings.Memory(1 << 20, 1 << 22)), 20);
    Path log = newest("\\d+\\.log");
    Scratch.cut(log, (int) Files.size(log) - 40);
    markUnclean();
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isFalse();
      assertThat(directory.store(1).get(key(18))).isEqualTo(holding(18, TEXT));
      assertThat(directory.store(1).get(key(19))).isEqualTo(LocalRecord.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aTableThatACrashCutShortCostsNothing(EngineChoice engine) throws IOException {
    fill(engine, EngineContract.SMALL, RECORDS);
    Path table = newest("\\d+\\.(sst|ldb)");
    Path unfinished = db.resolve("000999" + table.getFileName().toString().substring(6));
    Files.copy(table, unfinished);
    Scratch.cut(unfinished, (int) Files.size(table) / 2);
    markUnclean();
    DurableFile file = new DurableFile(data.resolve("identity"));
    Identity crashed = Identity.readFrom(file);
    crashed.foundSuspect(crashed.incarnation()).writeTo(file);
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isFalse();
      assertThat(readAll(directory)).doesNotContain(LocalRecord.NONE);
    }
  }

  @Test
  void theSameCutAfterACleanCloseIsDamage() throws IOException {
    fill(
        EngineChoice.LEVELDB_JNI,
        EngineContract.SMALL.with(new StorageSettings.Memory(1 << 20, 1 << 22)),
        20);
    Path log = newest("\\d+\\.log");
    Scratch.cut(log, (int) Files.size(log) - 40);
    try (DataDirectory directory = open(EngineChoice.LEVELDB_JNI)) {
      assertThat(directory.damageSetAside()).isTrue();
      assertThat(directory.store(1).get(key(18))).isEqualTo(holding(18, TEXT));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aMissingOrDamagedDirectoryOfFilesIsSetAside(EngineChoice engine) throws IOException {
    fill(engine, EngineContract.SMALL, RECORDS);
    Files.delete(db.resolve("CURRENT"));
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isTrue();
      assertThat(data.resolve("db.damaged-2")).isDirectory();
      put(directory, 1);
    }
    Path manifest = newest("MANIFEST-\\d+");
    Scratch.flip(manifest, 20);
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isTrue();
      assertThat(data.resolve("db.damaged-3")).isDirectory();
    }
    new DurableFolder(db).delete();
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isTrue();
      assertThat(directory.repairsOwed()).containsExactly(2, 3, 4);
    }
  }

  @Test
  void aCrashWhileCarryingOverLosesNothingMore() throws IOException {
    fill(EngineChoice.LEVELDB_JNI, EngineContract.SMALL, 50);
    Files.move(db, data.resolve("db.carried"));
    try (DataDirectory directory = open(EngineChoice.LEVELDB_JNI)) {
      assertThat(readAll(directory).subList(0, 50)).doesNotContain(LocalRecord.NONE);
    }
    Path half = data.resolve("db.carried");
    Files.createDirectory(half);
    Files.writeString(half.resolve("000009.log"), "half");
    try (DataDirectory directory = open(EngineChoice.LEVELDB_JNI)) {
      assertThat(readAll(directory).subList(0, 50)).doesNotContain(LocalRecord.NONE);
      assertThat(half).doesNotExist();
    }
  }

  @Test
  void noFlippedByteInALogGoesUnseen() throws IOException {
    fill(
        EngineChoice.LEVELDB_JNI,
        EngineContract.SMALL.with(new StorageSettings.Memory(1 << 20, 1 << 22)),
        20);
    Path log = newest("\\d+\\.log");
    assertThat(LogInspection.of(log).state()).isEqualTo(LogInspection.State.WHOLE);
    assertThat(LogInspection.of(log).wholeBytes()).isEqualTo(Files.size(log));
    for (int at = 0; at < Files.size(log); at += 37) {
      Scratch.flip(log, at);
      assertThat(LogInspection.of(log).state())
          .as("byte %d", at)
          .isNotEqualTo(LogInspection.State.WHOLE);
      Scratch.flip(log, at);
    }
  }

  private long fill(EngineChoice engine, StorageSettings settings, int records) {
    try (DataDirectory directory =
        DataDirectory.open(data, settings.withEngine(engine), random::nextLong)) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        Answer answer = new Answer();
        directory.store(1).put(key(i), LocalRecord.NONE, holding(i, TEXT), Durability.OS, answer);
        answers.add(answer);
        if (i % 10 == 0 || records < 100) answer.await();
      }
      assertThat(answers).extracting(Answer::await).containsOnly(Answer.STORED);
      directory.repaired(1);
      return directory.incarnation();
    }
  }

  private static String put(DataDirectory directory, int number) {
    Answer answer = new Answer();
    Store store = directory.store(1);
    store.put(key(number), store.get(key(number)), holding(number), Durability.SYNC, answer);
    return answer.await();
  }

  private static List<LocalRecord> readAll(DataDirectory directory) {
    List<LocalRecord> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) records.add(directory.store(1).get(key(i)));
    return records;
  }

  private DataDirectory open(EngineChoice engine) {
    return DataDirectory.open(data, EngineContract.SMALL.withEngine(engine), random::nextLong);
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void aSuspicionThatIsUnfoundedCostsNothing(EngineChoice engine) throws IOException {
    fill(engine, EngineContract.SMALL, RECORDS);
    assertThat(Scratch.files(db, "\\d+\\.(sst|ldb)")).isNotEmpty();
    DurableFile file = new DurableFile(data.resolve("identity"));
    Identity clean = Identity.readFrom(file);
    clean.foundSuspect(clean.incarnation()).writeTo(file);
    try (DataDirectory directory = open(engine)) {
      assertThat(directory.damageSetAside()).isFalse();
      assertThat(directory.incarnation()).isNotEqualTo(clean.incarnation());
      assertThat(readAll(directory)).doesNotContain(LocalRecord.NONE);
    }
    assertThat(Identity.readFrom(file).suspect()).isFalse();
  }

  private void markUnclean() throws IOException {
    DurableFile file = new DurableFile(data.resolve("identity"));
    Identity clean = Identity.readFrom(file);
    new Identity(
            clean.node(),
            clean.directory(),
            clean.startCount(),
            clean.incarnation(),
            false,
            false,
            clean.boot())
        .writeTo(file);
  }

  private Path newest(String namePattern) {
    List<Path> files = Scratch.files(db, namePattern);
    return files.get(files.size() - 1);
  }
}

package io.gramme.storage;

import static io.gramme.storage.Cart.CART;
import static io.gramme.storage.Cart.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataDirectoryTest {

  private static final NodeId ANN = new NodeId("ann");
  private static final StorageSettings SETTINGS = EngineContract.SMALL;

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final Path data = scratch.at("data");
  private final Queue<DataDirectory> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() {
    opened.forEach(DataDirectory::close);
    scratch.close();
  }

  @Test
  void aNewDirectoryInventsANameAndKeepsIt() {
    NodeId invented = reopened(SETTINGS).nodeId();
    assertThat(invented.value()).hasSize(32);
    assertThat(reopened(SETTINGS).nodeId()).isEqualTo(invented);
  }

  @Test
  void aDirectoryIsToldFromEveryOtherButItsCopies() throws IOException {
    DataDirectory first = reopened(SETTINGS);
    String id = first.directoryId();
    assertThat(id).hasSize(16);
    assertThat(open(scratch.copyOf(data, "copy"), SETTINGS).directoryId()).isEqualTo(id);
    assertThat(reopened(SETTINGS).directoryId()).isEqualTo(id);
    assertThat(open(scratch.at("other"), SETTINGS).directoryId()).isNotEqualTo(id);
  }

  @Test
  void aNewOrWipedDirectoryOwesARepairUntilSomebodySaysItIsDone() throws IOException {
    DataDirectory first = reopened(SETTINGS);
    assertThat(first.repairsOwed()).containsExactly(1);
    assertThat(first.repairReasons().get(1)).contains("is new");
    assertThat(first.damageSetAside()).isFalse();
    assertThat(reopened(SETTINGS).repairsOwed()).containsExactly(1);
    for (DataDirectory each : opened) if (each.startCount() == 2) each.repaired(1);
    assertThat(reopened(SETTINGS).repairsOwed()).isEmpty();
    opened.forEach(DataDirectory::close);
    new DurableFolder(data).delete();
    assertThat(reopened(SETTINGS).repairsOwed()).containsExactly(1);
  }

  @Test
  void thereIsOneStoreForAPartitionAndNoneBeyondTheLastPartition() {
    DataDirectory directory = reopened(SETTINGS);
    assertThat(directory.store(7)).isSameAs(directory.store(7)).isNotSameAs(directory.store(8));
    assertThatThrownBy(() -> directory.store(DataDirectory.MOST_PARTITIONS))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theStartCountGrowsWithEveryStartCleanOrNot() {
    assertThat(reopened(SETTINGS).startCount()).isEqualTo(1);
    DataDirectory second = reopened(SETTINGS);
    assertThat(second.startCount()).isEqualTo(2);
    assertThat(open(scratch.copyOf(data, "crashed"), SETTINGS).startCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void theIncarnationIsKeptOverACleanCloseAlone(EngineChoice engine) {
    StorageSettings settings = SETTINGS.withEngine(engine);
    long first = reopened(settings).incarnation();
    DataDirectory second = reopened(settings);
    assertThat(second.incarnation()).isEqualTo(first).isNotZero();
    Path crashedIdle = scratch.copyOf(data, "crashed-idle");
    put(second, 1, Durability.OS);
    Path crashedBusy = scratch.copyOf(data, "crashed-busy");
    second.close();
    Path crashedBeforeTheMark = scratch.copyOf(data, "crashed-closing");
    copy(crashedBusy.resolve("identity"), crashedBeforeTheMark.resolve("identity"));
    for (Path crashed : List.of(crashedIdle, crashedBusy, crashedBeforeTheMark)) {
      DataDirectory after = open(crashed, settings);
      assertThat(after.incarnation()).as("%s", crashed).isNotEqualTo(first);
      assertThat(after.damageSetAside()).as("%s", crashed).isFalse();
    }
    DataDirectory clean = reopened(settings);
    assertThat(clean.incarnation()).isEqualTo(first);
    assertThat(clean.store(1).get(CART)).isEqualTo(holding(1));
  }

  @Test
  void anIdentityThatWasBeingReplacedIsTheOldOne() throws IOException {
    long first = reopened(SETTINGS).incarnation();
    opened.remove().close();
    Files.writeString(data.resolve("identity.new"), "format=1\nnode=b");
    assertThat(open(data, SETTINGS).incarnation()).isEqualTo(first);
  }

  @Test
  void memoryHasANewIncarnationAtEveryStart() {
    StorageSettings memory = SETTINGS.withEngine(EngineChoice.MEMORY);
    DataDirectory first = reopened(memory);
    put(first, 1, Durability.SYNC);
    DataDirectory second = reopened(memory);
    assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
    assertThat(second.store(1).get(CART)).isEqualTo(LocalRecord.NONE);
    assertThat(second.damageSetAside()).isFalse();
    assertThat(second.repairsOwed()).containsExactly(1, 2);
    assertThat(second.repairReasons().get(2)).contains("memory");
  }

  @Test
  void aFailedWriteChangesTheIncarnationNowAndAtTheNextStart() {
    FailingEngine.Switch broken = new FailingEngine.Switch();
    DataDirectory first = openBreakable(broken);
    long before = first.incarnation();
    assertThat(put(first, 1, Durability.OS)).isEqualTo(Answer.STORED);
    broken.fail(new StorageFailedException("Input/output error"));
    assertThat(put(first, 2, Durability.OS)).isEqualTo("FAILED");
    long after = first.incarnation();
    assertThat(after).isNotEqualTo(before);
    assertThat(first.store(1).get(CART)).isEqualTo(holding(1));
    broken.mend();
    first.close();
    assertThat(open(data, SETTINGS).incarnation()).isNotIn(before, after);
  }

  @Test
  void anEngineThatMeetsDamageWhileItWritesIsLookedAtAtTheNextStart() throws IOException {
    FailingEngine.Switch broken = new FailingEngine.Switch();
    DataDirectory first = openBreakable(broken);
    first.repaired(1);
    broken.fail(new StoreDamagedException("Corruption: bad block"));
    assertThat(put(first, 1, Durability.OS)).isEqualTo("FAILED");
    assertThat(first.repairsOwed()).containsExactly(1);
    first.close();
    assertThat(Identity.readFrom(new DurableFile(data.resolve("identity"))).suspect()).isTrue();
  }

  private DataDirectory openBreakable(FailingEngine.Switch broken) {
    DataDirectory.Surroundings usual = DataDirectory.surroundings(data, random::nextLong);
    DataDirectory.Surroundings failing =
        new DataDirectory.Surroundings(
            usual.randomness(),
            usual.freeBytes(),
            usual.nanos(),
            engine -> new FailingEngine(engine, broken),
            usual.boot());
    return DataDirectory.open(data, DataDirectory.only(data, ANN), SETTINGS, failing);
  }

  @Test
  void aDirectoryInUseIsRefused() {
    reopened(SETTINGS);
    assertThatThrownBy(() -> open(data, SETTINGS))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    assertThat(opened.remove().startCount()).isEqualTo(1);
  }

  @Test
  void anotherNodesDirectoryIsRefused() {
    open(data, SETTINGS).close();
    DataDirectory.open(scratch.at("ann"), ANN, SETTINGS, random::nextLong).close();
    assertThatThrownBy(
            () ->
                DataDirectory.open(
                    scratch.at("ann"), new NodeId("bob"), SETTINGS, random::nextLong))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining("belongs to node 'ann'")
        .hasMessageContaining("Configure the id ann");
  }

  @Test
  void aDirectoryIsNeverOpenedByAnotherEngine() {
    for (EngineChoice made : List.of(EngineChoice.LEVELDB_JNI, EngineChoice.LEVELDB_JAVA)) {
      Path directory = scratch.at(made.name());
      open(directory, SETTINGS.withEngine(made)).close();
      for (EngineChoice other : EngineChoice.values()) {
        if (other == made || other == EngineChoice.AUTO) continue;
        assertThatThrownBy(() -> open(directory, SETTINGS.withEngine(other)))
            .isInstanceOf(DirectoryRefusedException.class)
            .hasMessageContaining(directory.toString())
            .hasMessageContaining("was made with the engine " + made);
      }
      assertThat(open(directory, SETTINGS).engineKind().name()).isEqualTo(made.name());
    }
  }

  @Test
  void theJavaEngineIsChosenWhereTheNativeOneDoesNotLoad() {
    assertThat(EngineChoice.AUTO.resolve(data, Optional.empty(), kind -> true))
        .isEqualTo(EngineKind.LEVELDB_JNI);
    assertThat(
            EngineChoice.AUTO.resolve(
                data, Optional.empty(), kind -> kind != EngineKind.LEVELDB_JNI))
        .isEqualTo(EngineKind.LEVELDB_JAVA);
    assertThatThrownBy(
            () ->
                EngineChoice.AUTO.resolve(data, Optional.of(EngineKind.LEVELDB_JNI), kind -> false))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining("does not load");
  }

  @Test
  void anotherDiskFormatIsRefused() throws IOException {
    open(data, SETTINGS).close();
    Path identity = data.resolve("identity");
    Files.writeString(identity, Files.readString(identity).replace("format=1", "format=2"));
    assertThatThrownBy(() -> open(data, SETTINGS))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("understands format 1");
  }

  @Test
  void aDamagedOrMissingIdentityIsRefused() throws IOException {
    open(data, SETTINGS).close();
    Path identity = data.resolve("identity");
    Files.writeString(identity, Files.readString(identity).replace("starts=1", "starts=0"));
    assertThatThrownBy(() -> open(data, SETTINGS))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining("checksum");
    Files.delete(identity);
    assertThatThrownBy(() -> open(data, SETTINGS))
        .isInstanceOf(DirectoryRefusedException.class)
        .hasMessageContaining("no file 'identity'");
  }

  @Test
  void aClosedDirectoryRefusesReadsAndWrites() {
    DataDirectory directory = reopened(SETTINGS);
    directory.close();
    directory.close();
    Answer answer = new Answer();
    directory.store(1).put(CART, LocalRecord.NONE, holding(1), Durability.OS, answer);
    assertThat(answer.told()).containsExactly("CLOSED");
    assertThatThrownBy(() -> directory.store(1).get(CART))
        .isInstanceOf(StorageClosedException.class);
  }

  private static String put(DataDirectory directory, int number, Durability durability) {
    Answer answer = new Answer();
    Store store = directory.store(1);
    store.put(CART, store.get(CART), holding(number), durability, answer);
    return answer.await();
  }

  private DataDirectory reopened(StorageSettings settings) {
    opened.forEach(DataDirectory::close);
    return open(data, settings);
  }

  private DataDirectory open(Path directory, StorageSettings settings) {
    DataDirectory open = DataDirectory.open(directory, settings, random::nextLong);
    opened.add(open);
    return open;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.write(to, Files.readAllBytes(from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

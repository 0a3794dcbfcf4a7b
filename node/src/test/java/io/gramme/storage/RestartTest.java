package io.gramme.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loss of power, which may take acknowledged writes, is told from the end of a process. */
class RestartTest {

  private static final String RESTARTED = "the machine restarted without a clean stop";

  private final SecureRandom random = new SecureRandom();
  private final Scratch scratch = Scratch.create();
  private final List<DataDirectory> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(DataDirectory::close);
    scratch.close();
  }

  @ParameterizedTest
  @CsvSource({
    "monday, monday, false",
    "monday, tuesday, true",
    "unknown, unknown, false",
    "unknown, tuesday, true",
    "monday, unknown, true"
  })
  void aRepairIsOwedAfterACrashIfTheMachineRestarted(String before, String after, boolean owed) {
    DataDirectory directory = reopened(crashed(before), after);
    assertThat(directory.repairReasons().containsValue(RESTARTED)).isEqualTo(owed);
    assertThat(directory.repairsOwed()).hasSize(owed ? 1 : 0);
    assertThat(directory.damageSetAside()).isFalse();
  }

  @Test
  void nothingIsOwedAfterACleanCloseWhateverTheMachineDid() {
    Path root = scratch.at("data");
    reopened(root, "monday").repaired(1);
    closeLast();
    assertThat(reopened(root, "tuesday").repairsOwed()).isEmpty();
  }

  @Test
  void theRepairIsOwedOverFurtherCrashesUntilItIsDone() {
    Path once = crashed("monday");
    reopened(once, "tuesday");
    Path twice = scratch.copyOf(once, "twice");
    DataDirectory after = reopened(twice, "tuesday");
    assertThat(after.repairReasons()).containsOnlyKeys(2).containsValue(RESTARTED);
    after.repaired(2);
    Path thrice = scratch.copyOf(twice, "thrice");
    assertThat(reopened(thrice, "tuesday").repairsOwed()).isEmpty();
  }

  @Test
  void anIdentityOfAnOlderVersionDoesNotSayWhichBootItWas() throws IOException {
    Path root = crashed("monday");
    Path file = root.resolve("identity");
    String body = Files.readString(file).replaceAll("boot=.*\n|checksum=.*\n", "");
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes());
    Files.writeString(file, body + String.format("checksum=%08x\n", crc.getValue()));
    assertThat(Identity.readFrom(new DurableFile(file)).boot()).isEqualTo(BootId.UNKNOWN);
    Path again = scratch.copyOf(root, "again");
    assertThat(reopened(root, "unknown").repairsOwed()).isEmpty();
    assertThat(reopened(again, "monday").repairReasons()).containsValue(RESTARTED);
  }

  @Test
  void theKernelsWordIsReadOrUnknown() throws IOException {
    Path file = scratch.at("boot_id");
    assertThat(BootId.readFrom(file)).isEqualTo(BootId.UNKNOWN);
    Files.writeString(file, "2f9b1c0e-7d54-4a53-9f0a-0d6f4f0a9c11\n");
    assertThat(BootId.readFrom(file).value()).isEqualTo("2f9b1c0e-7d54-4a53-9f0a-0d6f4f0a9c11");
    Files.writeString(file, "two\nlines\n");
    assertThat(BootId.readFrom(file)).isEqualTo(BootId.UNKNOWN);
  }

  /** A directory that owes nothing, as the end of its process or of its machine leaves it. */
  private Path crashed(String boot) {
    Path root = scratch.at("data");
    reopened(root, boot).repaired(1);
    return scratch.copyOf(root, "crashed");
  }

  private DataDirectory reopened(Path root, String boot) {
    DataDirectory.Surroundings usual = DataDirectory.surroundings(root, random::nextLong);
    DataDirectory directory =
        DataDirectory.open(
            root,
            DataDirectory.only(root, Cart.ANN),
            EngineContract.SMALL,
            new DataDirectory.Surroundings(
                usual.randomness(),
                usual.freeBytes(),
                usual.nanos(),
                usual.engines(),
                new BootId(boot)));
    opened.add(directory);
    return directory;
  }

  private void closeLast() {
    opened.remove(opened.size() - 1).close();
  }
}

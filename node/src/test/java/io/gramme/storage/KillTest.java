package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is killed while it writes loses nothing that it has acknowledged, and its trees
 * say what its records say.
 */
class KillTest {

  private static final int BYTES_BEFORE_THE_KILL = 20_000;

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void noAcknowledgedWriteIsLost(EngineChoice engine) throws Exception {
    try (Scratch scratch = Scratch.create()) {
      Path data = scratch.at("data");
      List<String> lines = writeAndKill(data, engine, scratch.at("said"));
      long before = Long.parseLong(lines.get(0));
      try (DataDirectory after = open(data, engine)) {
        for (String line : lines.subList(1, lines.size())) {
          int number = Integer.parseInt(line);
          assertThat(after.store(1).get(key(number))).isEqualTo(holding(number));
        }
        Audit.check(after, 1);
        assertThat(after.damageSetAside()).isFalse();
        assertThat(after.incarnation()).isNotEqualTo(before);
        assertThat(after.startCount()).isEqualTo(2);
      }
    }
  }

  private static List<String> writeAndKill(Path data, EngineChoice engine, Path said)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                KillTest.class.getName(),
                data.toString(),
                engine.name())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> Files.exists(said) && Files.size(said) > BYTES_BEFORE_THE_KILL);
      assertThat(writer.isAlive()).isTrue();
      assertThatThrownBy(() -> open(data, engine))
          .isInstanceOf(DirectoryRefusedException.class)
          .hasMessageContaining("process " + writer.pid());
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String all = Files.readString(said);
    return all.substring(0, all.lastIndexOf('\n')).lines().toList();
  }

  /** The process that is killed: says which writes were acknowledged, and never stops by itself. */
  public static void main(String[] arguments) {
    DataDirectory directory = open(Path.of(arguments[0]), EngineChoice.valueOf(arguments[1]));
    System.out.println(directory.incarnation());
    Semaphore underWay = new Semaphore(200);
    for (int number = 0; number < 1_000_000; number++) {
      underWay.acquireUninterruptibly();
      int written = number;
      directory
          .store(1)
          .put(
              key(number),
              LocalRecord.NONE,
              holding(number),
              number % 4 == 0 ? Durability.SYNC : Durability.OS,
              new WriteListener() {
                @Override
                public void stored() {
                  System.out.println(written);
                  underWay.release();
                }

                @Override
                public void failed(WriteFailure why) {
                  underWay.release();
                }
              });
    }
  }

  private static DataDirectory open(Path data, EngineChoice engine) {
    return DataDirectory.open(
        data, EngineContract.SMALL.withEngine(engine), new SecureRandom()::nextLong);
  }
}

package io.gramme.storage;

import static io.gramme.storage.Cart.holding;
import static io.gramme.storage.Cart.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.model.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is killed while it writes loses nothing that it has acknowledged. */
class KillTest {

  private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 3_000;

  @ParameterizedTest
  @EnumSource(
      value = EngineChoice.class,
      names = {"LEVELDB_JNI", "LEVELDB_JAVA"})
  void noAcknowledgedWriteIsLost(EngineChoice engine) throws Exception {
    try (Scratch scratch = Scratch.create()) {
      Path data = scratch.at("data");
      List<Long> incarnations = new ArrayList<>();
      List<Integer> acknowledged = writeAndKill(data, engine, incarnations);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_KILL);
      try (DataDirectory after = open(data, engine)) {
        for (int number : acknowledged) {
          assertThat(after.store(1).get(key(number))).isEqualTo(holding(number));
        }
        assertThat(after.damageSetAside()).isFalse();
        assertThat(incarnations).hasSize(1).doesNotContain(after.incarnation());
        assertThat(after.startCount()).isEqualTo(2);
      }
    }
  }

  private static List<Integer> writeAndKill(Path data, EngineChoice engine, List<Long> incarnations)
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
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Integer> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("incarnation ")) incarnations.add(Long.parseLong(line.substring(12)));
        if (line.startsWith("stored ")) acknowledged.add(Integer.parseInt(line.substring(7)));
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) writer.destroyForcibly();
        line = lines.readLine();
      }
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }

  /** The process that is killed: says which writes were acknowledged, and never stops by itself. */
  public static void main(String[] arguments) {
    DataDirectory directory = open(Path.of(arguments[0]), EngineChoice.valueOf(arguments[1]));
    System.out.println("incarnation " + directory.incarnation());
    Semaphore underWay = new Semaphore(200);
    for (int number = 0; number < 1_000_000; number++) {
      underWay.acquireUninterruptibly();
      int written = number;
      directory
          .store(1)
          .put(
              key(number),
              holding(number),
              number % 4 == 0 ? Durability.SYNC : Durability.OS,
              new WriteListener() {
                @Override
                public void stored() {
                  System.out.println("stored " + written);
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

package io.gramme.stories;

import io.gramme.http.app.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process of the store: started at once, ended by its own handle alone.
 *
 * @param log where its output goes
 */
record Jvm(String name, Process process, Path log) {

  private static final long END_SECONDS = 60;
  private static final int FIRST_RELEASE_THAT_WARNS = 24;

  /**
   * Starts a process.
   *
   * @param configuration the file of its settings
   * @param log to which its output is added
   * @param options more of them for Java, which count for more than the configuration
   */
  static Jvm start(String name, Path configuration, Path log, String... options) {
    return startBy(List.of(), name, configuration, log, options);
  }

  /**
   * Starts a process through another command, whose place it takes.
   *
   * @param launcher what its command begins with
   */
  static Jvm startBy(
      List<String> launcher, String name, Path configuration, Path log, String... options) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    // Several of them share few cores, and most live for a minute.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=4");
    if (Runtime.version().feature() >= FIRST_RELEASE_THAT_WARNS) {
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of(options));
    command.add("-Dconfig.file=" + configuration.toAbsolutePath());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    File output = log.toFile();
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(output))
              .start();
      return new Jvm(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as kill -9 does, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Asks it to end, as an operator does; does not wait. */
  void askToStop() {
    process.destroy();
  }

  /** Waits for its end. Negative numbers are not exit codes: it did not end. */
  int exitCode() {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS))
        throw new IllegalStateException(this + " did not end within " + END_SECONDS + " s");
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Stops it in the middle of whatever it does. */
  void pause() {
    signal("-STOP");
  }

  /** Lets it go on where it was paused. */
  void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int code =
          new ProcessBuilder("kill", signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) throw new IllegalStateException("kill " + signal + " of " + this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** All that it has said, and its predecessors in the same log. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name + " (process " + process.pid() + ", log " + log.toAbsolutePath() + ")";
  }
}

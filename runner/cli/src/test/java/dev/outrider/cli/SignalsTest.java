// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals of programs and of a terminal, to a process that runs a run. */
class SignalsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String IGNORED =
      "this was started to ignore Ctrl-C, as shells start what is in the background";
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;

      public final class Waits {
        public record Wait(String folder) implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) throws Exception {
            Files.createFile(Path.of(folder, "works"));
            while (!Files.exists(Path.of(folder, "go"))) {
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                Files.writeString(Path.of(folder, "asked"), "");
              }
            }
            return "waited";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("waits", p -> p.step("wait", new Wait(System.getProperty("user.dir"))));
        }
      }
      """;

  @TempDir Path folder;
  private Path err;
  private Process process;

  @BeforeEach
  void compile() throws IOException {
    new PlainProject(folder).compile("Waits", SOURCE);
    err = Files.createFile(folder.resolve("err.txt"));
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"TERM TERM TERM", "INT INT", "TERM HUP"})
  void whatProgramsSendAgainChangesNothingInACancel(String signals) throws Exception {
    assumeThat(signals.contains("INT") && PipedOutputIT.ignoresCtrlC()).as(IGNORED).isFalse();
    start(List.of());

    for (String signal : signals.split(" ")) {
      send(signal);
      await(() -> Files.readString(err).contains("Cancelling run"));
    }
    await(() -> Files.exists(folder.resolve("asked")));
    Files.createFile(folder.resolve("go"));

    assertThat(exitCode()).as(Files.readString(err)).isEqualTo(ExitCode.CANCELLED);
    assertThat(Files.readString(err))
        .containsOnlyOnce("Cancelling run")
        .contains(": waiting for its jobs to end; TERM again changes nothing\n")
        .doesNotContain("let go of");
  }

  @Test
  void aTerminalThatGoesAwayDetaches() throws Exception {
    start(List.of());

    send("HUP");

    assertThat(exitCode()).as(Files.readString(err)).isEqualTo(ExitCode.DETACHED);
  }

  @Test
  void aPersonsSecondCtrlCDetaches() throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeThat(PipedOutputIT.ignoresCtrlC()).as(IGNORED).isFalse();
    assumeThat(script).as("script(1) of util-linux, which makes a terminal").exists();
    start(List.of(script.toString(), "-qec"));
    OutputStream keyboard = process.getOutputStream();

    keyboard.write(3);
    keyboard.flush();
    await(() -> Files.readString(err).contains("Ctrl-C again"));
    keyboard.write(3);
    keyboard.flush();

    assertThat(exitCode()).as(Files.readString(err)).isEqualTo(ExitCode.DETACHED);
  }

  /** Starts a run, and waits until its step works. */
  private void start(List<String> terminal) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(Main.class.getName(), "run", "Waits", "--class-path", "classes"));
    List<String> command = new ArrayList<>(terminal);
    if (terminal.isEmpty()) {
      command.addAll(words);
    } else {
      String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
      command.addAll(List.of("exec " + line + " 2>" + err, "/dev/null"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("OUTRIDER_CACHE", folder.resolve("cache").toString());
    builder.redirectOutput(folder.resolve("out.txt").toFile());
    process = (terminal.isEmpty() ? builder.redirectError(err.toFile()) : builder).start();
    await(() -> Files.exists(folder.resolve("works")) || !process.isAlive());
    assertThat(process.isAlive()).isTrue();
  }

  private void await(Callable<Boolean> reached) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.call()) {
      assertThat(System.nanoTime()).as(Files.readString(err)).isLessThan(end);
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private void send(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}

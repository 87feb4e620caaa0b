// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads the output may end early; a run, and what follows it, are two processes. */
class PipedOutputIT {
  private static final long SECONDS = 60;
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;

      public final class Waiting {
        /** Waits for a file, so that what reads the output has ended by then. */
        public record Wait(boolean good) implements Step<Wait.In, String> {
          public record In(String file) {}

          public String run(In in, StepContext context) throws Exception {
            context.log().info("waits");
            while (!Files.exists(Path.of(in.file()))) {
              Thread.sleep(20);
            }
            if (!good) {
              throw new IllegalStateException("no good");
            }
            return "good";
          }
        }

        public static final class Good {
          public static Pipeline pipeline() {
            return define(true);
          }
        }

        public static final class Bad {
          public static Pipeline pipeline() {
            return define(false);
          }
        }

        private static Pipeline define(boolean good) {
          return Pipeline.define("waiting", p -> {
            var go = p.parameter("go", String.class);
            p.step("wait", new Wait(good)).input(Wait.In::file).from(go);
            p.step("other", new Wait(good)).input(Wait.In::file).from(go);
          });
        }
      }
      """;

  @TempDir Path temporary;
  private final String outrider =
      Path.of("target/outrider/bin/outrider").toAbsolutePath().toString();
  private final List<Process> started = new ArrayList<>();
  private Path folder;
  private Path go;

  @BeforeEach
  void project() throws IOException {
    folder = new PlainProject(temporary).compile("Waiting", SOURCE).folder();
    go = folder.resolve("go");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRunGoesOnToItsEndWhenNobodyReadsItsOutputAnyMore() throws Exception {
    Process shell = runIntoHead("Waiting$Good");

    assertThat(ended(shell)).isZero();
    assertThat(folder.resolve("codes.txt")).hasContent("0 0");
    assertThat(folder.resolve("head.txt"))
        .content()
        .matches("Run r[0-9a-z]{12} of pipeline 'waiting'\n");
    assertThat(folder.resolve("err.txt")).isEmptyFile();
    assertThat(outcome()).isEqualTo("succeeded");
  }

  @Test
  void aRunThatFailsTellsItsCodeToWhatStillListens() throws Exception {
    Process shell = runIntoHead("Waiting$Bad");

    assertThat(ended(shell)).isZero();
    assertThat(folder.resolve("codes.txt")).hasContent("1 0");
    assertThat(folder.resolve("err.txt"))
        .content()
        .startsWith("java.lang.IllegalStateException: no good\n\tat ")
        .contains("Step 'wait' failed (USER): java.lang.IllegalStateException: no good\n")
        .doesNotContain("Broken pipe");
    assertThat(outcome()).isEqualTo("failed");
  }

  @Test
  void ctrlCEndsTheFollowingOnly() throws Exception {
    assumeFalse(
        ignoresCtrlC(),
        "this was started to ignore Ctrl-C, as shells start what is in the background");
    Process run =
        bash("exec \"$0\" run 'Waiting$Good' --class-path classes -P go=" + go + " >run.txt 2>&1");
    waitFor(() -> launch() != null, run);
    Process follower = bash("exec \"$0\" runs logs -f wait >followed.txt 2>&1");
    // what the step has logged shows that it is followed
    waitFor(() -> text("followed.txt").endsWith("waits\n"), follower);

    bash("kill -INT " + follower.pid()).waitFor();

    assertThat(ended(follower)).isEqualTo(130);
    assertThat(text("followed.txt")).matches("\\S+ INFO  waits\n");
    assertThat(run.isAlive()).isTrue();
    Files.createFile(go);
    assertThat(ended(run)).isZero();
    assertThat(outcome()).isEqualTo("succeeded");
  }

  static boolean ignoresCtrlC() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    // the bit of signal 2
    return (Long.parseUnsignedLong(ignored, 16) & 2) != 0;
  }

  /** The run's first line is taken, and only then may its steps end. */
  private Process runIntoHead(String pipeline) throws Exception {
    Process shell =
        bash(
            "\"$0\" run '"
                + pipeline
                + "' --class-path classes -P go="
                + go
                + " 2>err.txt | { head -n 1 >head.txt; touch read; };"
                + " echo \"${PIPESTATUS[@]}\" >codes.txt");
    waitFor(() -> Files.exists(folder.resolve("read")), shell);
    Files.createFile(go);
    return shell;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void waitFor(Condition condition, Process process) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for %s seconds", SECONDS).isLessThan(end);
      assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
    }
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("still runs").isTrue();
    return process.exitValue();
  }

  private String text(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  /** The folder of the launch of the step 'wait'; null before there is one. */
  private Path launch() throws IOException {
    Path runs = folder.resolve(".outrider/store/runs");
    if (!Files.isDirectory(runs)) {
      return null;
    }
    try (Stream<Path> files = Files.walk(runs)) {
      for (Path claim : files.filter(file -> file.endsWith("wait/1/claim.json")).toList()) {
        String id =
            Files.readString(claim).replaceAll("(?s).*\"launch\": \"([0-9a-f]{8})\".*", "$1");
        return claim.resolveSibling(id);
      }
      return null;
    } catch (UncheckedIOException e) {
      return null; // what is written and moved away comes and goes
    }
  }

  private String outcome() {
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      return store.runs(RunQuery.newest(50)).get(0).outcome();
    }
  }

  private Process bash(String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script, outrider);
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Process process = builder.directory(folder.toFile()).start();
    started.add(process);
    return process;
  }
}

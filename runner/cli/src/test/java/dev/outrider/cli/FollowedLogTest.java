// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runs logs -f} over a run whose state and log are changed between its looks. */
class FollowedLogTest {
  private static final String HELLO =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;

      public final class Hello {
        public record Say() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            context.log().info("hello");
            return "hello";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("hello", p -> p.step("say", new Say()));
        }
      }
      """;

  /** What happens between two looks. */
  private interface Change {
    void happen() throws Exception;
  }

  @TempDir Path temporary;
  private final Queue<Change> changes = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();
  private PlainProject project;
  private String run;
  private Path attempts;

  /** A run that has ended, with one step and a log of one line. */
  @BeforeEach
  void run() throws IOException {
    project =
        new PlainProject(temporary)
            .compile("Hello", HELLO)
            .with(
                time -> {
                  pauses.add(time);
                  try {
                    changes.remove().happen();
                  } catch (Exception e) {
                    throw new AssertionError("nothing is to happen after look " + pauses.size(), e);
                  }
                });
    Ended ended = project.outrider("run", "Hello", "--class-path", "classes");
    assertThat(ended.code()).as(ended.err()).isZero();
    run = ended.out().split(" ")[1];
    attempts = project.folder().resolve(".outrider/store/runs/" + run + "/say");
  }

  @Test
  void ofAStepThatHasEndedTheLogIsPrintedAndThatIsAll() {
    Ended ended = project.outrider("runs", "logs", "-f", "say");

    assertThat(ended).isEqualTo(project.outrider("runs", "logs", "say"));
    assertThat(ended.out()).endsWith(" INFO  hello\n");
    assertThat(pauses).isEmpty();
  }

  @Test
  void chunksArePrintedInOrderAndOnceUntilTheStepHasEnded() throws Exception {
    phase("FOLLOWING", 1);
    chunk(1, 1, "one\n");
    changes.add(() -> chunk(1, 2, "two\n"));
    changes.add(() -> Files.writeString(logs(1).resolve("000001.log"), "read again\n"));
    changes.add(
        () -> {
          for (int i = 3; i <= 12; i++) {
            chunk(1, i, "line " + i + "\n");
          }
        });
    changes.add(
        () -> {
          chunk(1, 13, "the last\n");
          phase("SUCCEEDED", 1);
        });
    changes.add(() -> chunk(1, 14, "of a shutdown hook\n"));

    Ended ended = project.outrider("runs", "logs", "--follow", "say");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            "one\ntwo\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\nline 10\n"
                + "line 11\nline 12\nthe last\nof a shutdown hook\n");
    assertThat(pauses).hasSize(5).containsOnly(Duration.ofMillis(500));
  }

  @Test
  void aNewAttemptsLogComesAfterTheWholeOfTheOldOnes() throws Exception {
    phase("FOLLOWING", 1);
    chunk(1, 1, "first attempt\n");
    changes.add(
        () -> {
          chunk(1, 2, "its end\n");
          Files.createDirectories(attempts.resolve("2"));
          phase("FOLLOWING", 2);
        });
    changes.add(
        () -> {
          String claim = Files.readString(attempts.resolve("1/claim.json"));
          Files.writeString(attempts.resolve("2/claim.json"), claim);
          chunk(2, 1, "second attempt\n");
          phase("FAILED", 2);
        });
    changes.add(() -> {});

    Ended ended = project.outrider("runs", "logs", "-f", "say");

    assertThat(ended.out()).isEqualTo("first attempt\nits end\nsecond attempt\n");
    assertThat(changes).isEmpty();
  }

  @Test
  void aStepThatWaitsIsFollowedUntilItIsSkipped() throws Exception {
    phase("WAITING", 0);
    changes.add(() -> {});
    changes.add(() -> phase("SKIPPED", 0));

    Ended ended = project.outrider("runs", "logs", "-f", "say");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEmpty();
    assertThat(pauses).hasSize(2);
  }

  @Test
  void thatNobodyGoesOnWithTheRunIsToldOnce() throws Exception {
    phase("FOLLOWING", 1);
    chunk(1, 1, "one\n");
    changes.add(() -> {});
    changes.add(() -> phase("SUCCEEDED", 1));
    changes.add(() -> {});

    Ended ended = project.outrider("runs", "logs", "-f", "say");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                "one\n",
                "Nobody goes on with run "
                    + run
                    + ": 'outrider runs attach "
                    + run
                    + "' does. Ctrl-C ends the following.\n"));
  }

  @Test
  void followingGivesTextOnly() {
    assertThat(project.outrider("runs", "logs", "-f", "say", "--output", "json"))
        .isEqualTo(
            new Ended(
                2, "", "outrider: --follow prints text as it comes; leave '--output json' out.\n"));
    assertThat(project.outrider("runs", "logs", "--raw", "say", "--output", "json"))
        .isEqualTo(
            new Ended(2, "", "outrider: --raw prints text as it is; leave '--output json' out.\n"));
  }

  /** The step's log so far is that of a launch with no chunk but these. */
  private void chunk(int attempt, int number, String text) throws IOException {
    Path logs = Files.createDirectories(logs(attempt));
    Files.writeString(logs.resolve(String.format("%06d.log", number)), text);
  }

  private Path logs(int attempt) throws IOException {
    String claim = Files.readString(attempts.resolve("1/claim.json"));
    String launch = claim.replaceAll("(?s).*\"launch\": \"([0-9a-f]{8})\".*", "$1");
    return attempts.resolve(attempt + "/" + launch + "/logs");
  }

  private void phase(String phase, int attempt) throws SQLException {
    String store = "jdbc:sqlite:" + project.folder().resolve(".outrider/runs.db");
    String state = "json_set(state, '$.phase', '" + phase + "', '$.attempt', " + attempt + ")";
    try (Connection connection = DriverManager.getConnection(store);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE step_run SET state = " + state);
    }
  }
}

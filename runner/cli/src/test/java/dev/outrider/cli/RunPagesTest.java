// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of years are listed page by page, and one of them is shown whatever else is there. */
class RunPagesTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;

      public final class Pair {
        public record Good() implements Step<NoInput, Integer> {
          public Integer run(NoInput in, StepContext context) {
            return 7;
          }
        }
        public record Bad() implements Step<NoInput, Integer> {
          public Integer run(NoInput in, StepContext context) {
            throw new IllegalStateException("boom");
          }
        }
        public static Pipeline pipeline() {
          return Pipeline.define("pair", p -> {
            p.step("good", new Good());
            p.step("bad", new Bad());
          });
        }
      }
      """;

  @TempDir Path temporary;
  private PlainProject project;
  private Path folder;

  @BeforeEach
  void compile() throws IOException {
    project = new PlainProject(temporary).compile("Pair", SOURCE);
    folder = project.folder();
  }

  @Test
  void aListIsAPageThatSaysWhetherThereIsMore() {
    history(60);

    PlainProject.Ended page = project.outrider("runs", "list");
    assertThat(page.out().lines()).hasSize(1 + 50);
    assertThat(page.out()).contains("r000000000059").doesNotContain("r000000000009 ");
    assertThat(page.err())
        .isEqualTo(
            "There are older runs: use --limit, --pipeline, --outcome or --since to see others.\n");
    PlainProject.Ended all = project.outrider("runs", "list", "--limit", "60");
    assertThat(all.out().lines()).hasSize(1 + 60);
    assertThat(all.err()).isEmpty();

    assertThat(project.outrider("runs", "list", "--limit", "1", "--output", "json").out())
        .contains("\"runs\": [", "\"run\": \"r000000000059\"", "\"more\": true");
    assertThat(project.outrider("runs", "list", "--limit", "60", "--output", "json").out())
        .contains("\"more\": false");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.049, 0.05, 0.15, 0.25, 0.35, 1.45, 9.95, 64.35, 12345.678})
  void secondsHaveOneDigitAsFormatsRoundIt(double seconds) {
    assertThat(RunsCommands.seconds(seconds))
        .isEqualTo(String.format(Locale.ROOT, "%.1f s", seconds));
  }

  @Test
  void aListHasOnlyTheRunsThatAreAskedFor() {
    history(12);

    assertThat(listed("--pipeline", "two")).containsExactly(11, 9, 7, 5, 3, 1);
    assertThat(listed("--outcome", "failed")).containsExactly(9, 6, 3, 0);
    assertThat(listed("--outcome", "failed", "--pipeline", "one")).containsExactly(6, 0);
    assertThat(listed("--since", "2026-01-02")).isEmpty();
    assertThat(listed("--since", "2026-01-01T10:00:00Z", "--limit", "1")).containsExactly(11);
    assertThat(listed("--since", "2026-01-01T10:00:00Z")).containsExactly(11, 10);
    assertThat(listed("--since", "1m")).isEmpty();
    assertThat(project.outrider("runs", "list", "--pipeline", "three").out())
        .isEqualTo("No runs in " + folder.resolve(".outrider/runs.db") + " that fit.\n");
  }

  @Test
  void aPageThatCannotBeIsRefused() {
    for (boolean filled : List.of(false, true)) {
      if (filled) {
        history(1);
      }
      assertRefused("--limit was 0 but must be 1 to 100000.", "--limit", "0");
      assertRefused(
          "--outcome was 'lost' but must be one of running, held, succeeded, failed, cancelled.",
          "--outcome",
          "lost");
      assertRefused(
          "--since was 'yesterday' but must be a day such as 2026-11-30, an instant such as"
              + " 2026-11-30T08:00:00Z, or how long ago: 7d, 12h, 30m.",
          "--since",
          "yesterday");
    }
  }

  private void assertRefused(String message, String... words) {
    PlainProject.Ended refused = list(words);
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).isEqualTo("outrider: " + message + "\n");
  }

  @Test
  void aRunIsNamedByItsBeginningOrItsNeighbourIsSuggested() {
    history(12);

    assertThat(project.outrider("runs", "cancel", "r000000000003").err())
        .contains("Run r000000000003 has ended");
    assertThat(project.outrider("runs", "cancel", "r00000000001").err())
        .isEqualTo("outrider: Several runs begin with 'r00000000001'; write more of the id.\n");
    assertThat(project.outrider("runs", "cancel", "r000000000x03").err())
        .startsWith("outrider: There is no run 'r000000000x03' in ")
        .contains("; did you mean r0000000000");
  }

  @Test
  void aRunIsShownThoughTheArtifactStoreDoesNotAnswer() throws Exception {
    assertThat(project.outrider("run", "Pair", "--class-path", "classes").code())
        .isEqualTo(ExitCode.FAILED);
    Path claim;
    try (Stream<Path> files = Files.walk(folder)) {
      claim = files.filter(each -> each.endsWith("bad/1/claim.json")).findFirst().orElseThrow();
    }
    Files.delete(claim);
    // whoever opens it waits for a writer
    assertThat(new ProcessBuilder("mkfifo", claim.toString()).start().waitFor()).isZero();

    PlainProject.Ended shown = project.outrider("runs", "show");
    PlainProject.Ended json = project.outrider("runs", "show", "--output", "json");

    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .containsPattern("good +succeeded .*output")
        .containsPattern("bad +failed");
    assertThat(shown.err())
        .matches(
            "The artifact store file:/\\S+ cannot be read, so outputs, logs and errors of steps may"
                + " be missing here: it did not answer within 10 s\\.\n");
    assertThat(json.code()).isZero();
    assertThat(json.out()).contains("\"unread\": \"it did not answer within 10 s\"");
  }

  private List<Integer> listed(String... words) {
    return list(words)
        .out()
        .lines()
        .filter(line -> line.startsWith("r0"))
        .map(line -> Integer.parseInt(line.substring(1, 13)))
        .toList();
  }

  private PlainProject.Ended list(String... words) {
    return project.outrider(
        Stream.concat(Stream.of("runs", "list"), Stream.of(words)).toArray(String[]::new));
  }

  /** A run an hour, of two pipelines in turns; every third has failed. */
  private void history(int runs) {
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      for (int i = 0; i < runs; i++) {
        Instant begun = first.plus(Duration.ofHours(i));
        store.create(
            new RunRecord(
                String.format("r%012d", i),
                i % 2 == 0 ? "one" : "two",
                new JsonText("{}"),
                "hash",
                begun,
                Optional.of(begun),
                i % 3 == 0 ? "failed" : "succeeded",
                false,
                Optional.empty(),
                1,
                Optional.empty(),
                List.of()),
            List.of());
      }
      assertThat(store.runs(RunQuery.newest(1))).hasSize(1);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.Look;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs short commands once, for the archive of classes that {@code bin/outrider} makes: what these
 * use is most of what any command uses before its own work begins. It is called twice: what makes a
 * run store is of the first time, and not in the archive, which would be larger by a third.
 */
final class ArchivedCommands {
  /** A plain step that has succeeded in its first attempt, with its result. */
  private static final String STEP =
      "{\"step\":\"step\",\"phase\":\"SUCCEEDED\",\"attempt\":1,\"failures\":{},"
          + "\"since\":\"2026-01-01T00:00:01Z\",\"started\":\"2026-01-01T00:00:00Z\","
          + "\"reason\":\"\",\"result\":{\"record\":{\"format\":1,\"status\":\"succeeded\","
          + "\"run\":\"r000000000000\",\"pipeline\":\"pipeline\",\"step\":\"step\",\"attempt\":1,"
          + "\"key\":\"r000000000000-step-1-0000000000\",\"launch\":\"00000000\","
          + "\"started\":\"2026-01-01T00:00:00Z\",\"ended\":\"2026-01-01T00:00:01Z\","
          + "\"outputs\":{\"value\":{\"uri\":\"file:/value/\",\"kind\":\"value\",\"format\":\"json\","
          + "\"bytes\":1,\"files\":1,\"checksum\":\"0\"}},\"metrics\":{},\"environment\":{\"outrider\":\"0\",\"java\":\"17\","
          + "\"timeZone\":\"UTC\",\"charset\":\"UTF-8\",\"locale\":\"en\"}},"
          + "\"values\":{\"value\":1}}}";

  /** What most projects have. */
  private static final String OPERATOR =
      "step-operator.machine.flavor = local\nstep-operator.machine.spark.master = local[2]\n";

  private ArchivedCommands() {}

  /**
   * @param words a folder that the caller throws away; a project is laid out there
   * @throws IOException when that cannot be
   */
  public static void main(String[] words) throws IOException {
    Path project = Path.of(words[0]).toAbsolutePath();
    Terminal terminal =
        Main.terminal(new StandardOutput(new FileOutputStream(FileDescriptor.out)), project);
    terminal.plugins().ahead();
    boolean hasFlavor = ProjectOptions.flavors(terminal).info("local").isPresent();
    Files.writeString(
        Files.createDirectories(project).resolve("outrider.properties"),
        "run-store = .outrider/runs.db\n" + (hasFlavor ? OPERATOR : ""));
    Main main = new Main(terminal);
    try {
      fill(terminal, project.resolve(".outrider/runs.db"));
    } catch (RunStoreException e) {
      // an archive without what a run store takes is as good for all other commands
    }
    main.run("step-operator", "flavor", "list");
    main.run("step-operator", "list");
    main.run("runs", "list");
    main.run("runs", "show");
    terminal.out().flush();
    System.exit(ExitCode.DONE);
  }

  /** A run store with a run, for what reads a run is most of what a list takes. */
  private static void fill(Terminal terminal, Path file) {
    try (RunStore store = terminal.open(file)) {
      if (store.runs(RunQuery.newest(1)).isEmpty()) {
        Instant begun = Instant.parse("2026-01-01T00:00:00Z");
        store.create(
            new RunRecord(
                "r000000000000",
                "pipeline",
                new JsonText("{\"classPath\":[\"/project.jar\"],\"parameters\":{}}"),
                "",
                begun,
                Optional.of(begun.plusSeconds(1)),
                "succeeded",
                false,
                Optional.empty(),
                1,
                Optional.of(begun),
                List.of(new Look("machine", 1, begun, Duration.ofSeconds(2), "its job is young"))),
            List.of(new StepRow("step", new JsonText(STEP))));
      }
    }
  }
}

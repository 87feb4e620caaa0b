// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.flavor.JobHandle;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.LeakedJobs;
import dev.outrider.run.Surroundings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code outrider runs leaked}: jobs that may still run though nobody waits for their end; with
 * {@code --cancel} they are asked to stop once more, and it is waited for.
 */
@Command
final class LeakedCommand extends StoreCommand {
  private static final Duration LOOK = Duration.ofMillis(500);

  @Option(
      names = "--cancel",
      description = "asks their platforms once more to stop them, and waits until it is confirmed")
  private boolean cancel;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "how long --cancel waits; default 120")
  private int wait = 120;

  LeakedCommand(Terminal terminal) {
    super(terminal);
  }

  /**
   * A job in the list.
   *
   * @param pages of the job in its platform's console, by their subject
   */
  record Row(
      String run,
      String step,
      int attempt,
      String operator,
      Optional<String> job,
      Map<String, URI> pages,
      String reason,
      boolean stopped) {}

  /** All of them. */
  record Listing(List<Row> leaked) {}

  /** Says at the start of a run that there are leaked jobs; reads the run store alone. */
  static void tell(RunStore ledger, Terminal terminal) {
    int leaked = ledger.leakedCount();
    if (leaked > 0) {
      terminal
          .err()
          .println(
              (leaked == 1 ? "1 job" : leaked + " jobs")
                  + " of earlier runs may still run: 'outrider runs leaked' tells which");
    }
  }

  @Override
  int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception {
    checkWait();
    List<AttemptRecord> leaked = ledger.leaked();
    List<AttemptRecord> left =
        cancel ? cancel(leaked, configuration, ledger, surroundings) : leaked;
    List<Row> rows = new ArrayList<>();
    for (AttemptRecord each : leaked) {
      rows.add(
          new Row(
              each.run(),
              each.step(),
              each.number(),
              each.operator(),
              each.job().map(job -> job.job().text()),
              each.job().map(JobHandle::pages).orElse(Map.of()),
              each.leaked().orElseThrow(),
              !left.contains(each)));
    }
    print(rows, ledger.file());
    return cancel && !left.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
  }

  @Override
  int none(Path runStore) throws UsageException {
    checkWait();
    print(List.of(), runStore);
    return ExitCode.DONE;
  }

  private void checkWait() throws UsageException {
    if (wait < 0) {
      throw new UsageException("--wait must be a number of seconds from 0 on, not " + wait + ".");
    }
  }

  private void print(List<Row> rows, Path runStore) {
    if (output.isJson()) {
      output.print(terminal, new Listing(rows), Listing.class);
      return;
    }
    if (rows.isEmpty()) {
      terminal.out().println("No leaked jobs in " + runStore + ".");
      return;
    }
    Table table =
        cancel
            ? new Table("RUN", "STEP", "ATTEMPT", "OPERATOR", "NOW", "JOB")
            : new Table("RUN", "STEP", "ATTEMPT", "OPERATOR", "JOB", "WHY");
    for (Row each : rows) {
      String job = each.job().orElse("not known");
      String number = Integer.toString(each.attempt());
      if (cancel) {
        String now = each.stopped() ? "stopped" : "may still run";
        table.row(each.run(), each.step(), number, each.operator(), now, job);
      } else {
        table.row(each.run(), each.step(), number, each.operator(), job, each.reason());
      }
    }
    table.print(terminal);
    for (Row each : rows) {
      each.pages()
          .forEach(
              (subject, page) ->
                  terminal
                      .out()
                      .println(
                          "Step '%s' of run %s, %s: %s"
                              .formatted(each.step(), each.run(), subject, page)));
    }
  }

  private List<AttemptRecord> cancel(
      List<AttemptRecord> leaked,
      Configuration configuration,
      RunStore ledger,
      Surroundings surroundings)
      throws InterruptedException {
    Instant end = surroundings.clock().instant().plusSeconds(wait);
    try (LeakedJobs jobs =
        new LeakedJobs(configuration, surroundings, ledger, terminal.err()::println)) {
      leaked.forEach(jobs::askToStop);
      List<AttemptRecord> left = jobs.left(leaked);
      while (!left.isEmpty() && surroundings.clock().instant().isBefore(end)) {
        terminal.pause().of(LOOK);
        left = jobs.left(left);
      }
      return left;
    }
  }
}

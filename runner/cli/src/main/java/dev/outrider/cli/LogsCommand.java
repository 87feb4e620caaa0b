// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.GrowingLog;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.PlatformLog;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code outrider runs logs}: what a step has logged, or the platform's own log of a job that never
 * came to that.
 */
@Command
final class LogsCommand extends StoreCommand {
  private static final Duration LOOK = Duration.ofMillis(500);

  @Parameters(index = "0", arity = "0..1", paramLabel = "STEP", description = "a step's name")
  private String step;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "a run's id, or how it begins; default the last one")
  private Optional<String> run = Optional.empty();

  @Option(
      names = {"-f", "--follow"},
      description = "goes on until the step has ended; Ctrl-C ends the following only")
  private boolean follow;

  @Option(
      names = "--platform",
      description =
          "shows the platform's own log instead; also shown where the step has written none")
  private boolean platform;

  @Option(
      names = "--raw",
      description = "prints control characters as they are, instead of showing them as \\x1b")
  private boolean raw;

  LogsCommand(Terminal terminal) {
    super(terminal);
  }

  /** A step's log. */
  record Log(String run, String step, int attempt, String text) {}

  @Override
  int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception {
    if (follow && output.isJson()) {
      throw new UsageException("--follow prints text as it comes; leave '--output json' out.");
    }
    if (raw && output.isJson()) {
      throw new UsageException("--raw prints text as it is; leave '--output json' out.");
    }
    if (follow && platform) {
      throw new UsageException("--follow shows what the step logs; leave --platform out.");
    }
    RunRecord record = run(run, ledger);
    RunState state = Orchestrator.state(record, ledger);
    StepState found = step == null ? null : state.steps().get(step);
    if (found == null) {
      throw new UsageException(
          "Name a step of run "
              + record.id()
              + (step == null ? "" : "; it has no '" + step + "'")
              + ": "
              + state.steps().keySet()
              + ".");
    }
    LogOutput printed = printed(record, found);
    try (RunReader reader = RunReader.open(configuration, surroundings, record.id())) {
      if (follow) {
        follow(record.id(), reader.growingLog(), ledger, surroundings);
        return ExitCode.DONE;
      }
      if (!platform) {
        reader.growingLog().look(found, printed::add);
      }
    }
    boolean whole =
        printed.hasText()
            || readPlatforms(found, record, configuration, ledger, surroundings, printed);
    printed.end();
    return whole ? ExitCode.DONE : ExitCode.FAILED;
  }

  private LogOutput printed(RunRecord record, StepState found) {
    if (output.isJson()) {
      Log empty = new Log(record.id(), step, found.attempt(), "");
      return LogOutput.json(terminal.out(), JsonForm.writePretty(empty, Log.class, "output"));
    }
    return LogOutput.text(raw ? terminal.raw() : terminal.out());
  }

  /** Prints what the platform has of a step that has logged nothing itself; whether all of it. */
  private boolean readPlatforms(
      StepState found,
      RunRecord record,
      Configuration configuration,
      RunStore ledger,
      Surroundings surroundings,
      LogOutput printed)
      throws UsageException {
    Optional<PlatformLog> log =
        PlatformLog.of(found, ledger.attempts(record.id()), configuration, surroundings);
    if (log.isEmpty()) {
      if (platform) {
        throw new UsageException(
            "Step '" + step + "' of run " + record.id() + " has no job that a platform knows.");
      }
      return true;
    }
    try {
      log.get()
          .read(
              piece -> {
                if (!platform && !printed.hasText() && !piece.isEmpty()) {
                  terminal
                      .err()
                      .println(
                          "The step has logged nothing; this is its platform's log, of step"
                              + " operator '"
                              + log.get().operator()
                              + "':");
                }
                printed.add(piece);
              });
      return true;
    } catch (IOException | RuntimeException e) {
      terminal
          .err()
          .println(
              "The platform's log of step operator '"
                  + log.get().operator()
                  + "' could not be read: "
                  + e.getMessage());
      return false;
    }
  }

  private void print(String text) {
    (raw ? terminal.raw() : terminal.out()).print(text);
  }

  /** Until the step has ended, or nobody reads any more. */
  private void follow(String id, GrowingLog log, RunStore ledger, Surroundings surroundings)
      throws IOException, InterruptedException {
    RunOwners owners = surroundings.owners(ledger);
    boolean told = false;
    boolean over = false;
    int looks = 0;
    while (true) {
      RunRecord record = ledger.run(id).orElseThrow();
      StepState now = Orchestrator.state(record, ledger).steps().get(step);
      log.look(now, this::print);
      if (terminal.out().checkError()
          || now.phase().isFinal() && (looks == 0 || over || now.attempt() == 0)) {
        return;
      }
      // the step's process may have stored its last words meanwhile: one more look
      over = now.phase().isFinal();
      looks++;
      if (!over && !told && owners.isFree(record)) {
        told = true;
        terminal
            .err()
            .println(
                "Nobody goes on with run "
                    + id
                    + ": 'outrider runs attach "
                    + id
                    + "' does. Ctrl-C ends the following.");
      }
      terminal.pause().of(LOOK);
    }
  }
}

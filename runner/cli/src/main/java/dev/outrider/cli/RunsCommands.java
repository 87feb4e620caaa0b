// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.GrowingLog;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code outrider runs …}: the runs of the run store. */
final class RunsCommands {
  private RunsCommands() {}

  /** {@code outrider runs list}. */
  @Command
  static final class ListCommand extends StoreCommand {

    ListCommand(Terminal terminal) {
      super(terminal);
    }

    /** A run in the list. */
    record Row(
        String run, String pipeline, String outcome, Instant created, Optional<Double> seconds) {}

    /** All of them. */
    record Listing(List<Row> runs) {}

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings) {
      List<Row> rows = new ArrayList<>();
      for (RunRecord each : ledger.runs()) {
        boolean left = each.outcome().equals("running") && Orchestrator.isFree(each, surroundings);
        rows.add(
            new Row(
                each.id(),
                each.pipeline(),
                left ? "has no owner" : each.outcome(),
                each.created(),
                each.ended()
                    .map(end -> Duration.between(each.created(), end).toMillis() / 1000.0)));
      }
      if (output.isJson()) {
        output.print(terminal, new Listing(rows), Listing.class);
      } else if (rows.isEmpty()) {
        terminal.out().println("No runs in " + ledger.file() + ".");
      } else {
        Table table = new Table("RUN", "OUTCOME", "BEGUN", "TOOK", "PIPELINE");
        for (Row each : rows) {
          table.row(
              each.run(),
              each.outcome(),
              each.created().truncatedTo(ChronoUnit.SECONDS).toString(),
              each.seconds().map(s -> String.format(Locale.ROOT, "%.1f s", s)).orElse(""),
              each.pipeline());
        }
        table.print(terminal);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code outrider runs show}. */
  @Command
  static final class ShowCommand extends OneRunCommand {

    ShowCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws UsageException {
      RunRecord record = run(ledger);
      RunSummary summary =
          RunSummary.of(Orchestrator.state(record, ledger), record.pipeline(), configuration);
      if (output.isJson()) {
        output.print(terminal, summary, RunSummary.class);
        return ExitCode.DONE;
      }
      terminal
          .out()
          .println(
              "Run "
                  + summary.run()
                  + " of pipeline '"
                  + summary.pipeline()
                  + "': "
                  + summary.outcome());
      if (Orchestrator.isOpen(record) && Orchestrator.isFree(record, surroundings)) {
        terminal
            .out()
            .println("Nobody goes on with it: 'outrider runs attach " + record.id() + "' does.");
      }
      RunState state = Orchestrator.state(record, ledger);
      Instant now = surroundings.clock().instant();
      Table table = new Table("STEP", "STATE", "ATTEMPT", "TOOK", "");
      for (RunSummary.Step step : summary.steps()) {
        table.row(
            step.step(),
            step.phase(),
            step.attempt() == 0 ? "" : Integer.toString(step.attempt()),
            step.seconds().map(s -> String.format(Locale.ROOT, "%.1f s", s)).orElse(""),
            step.phase().equals("succeeded")
                ? outputs(step)
                : step.reason().orElse("") + due(state.steps().get(step.step()), now));
      }
      table.print(terminal);
      if (Orchestrator.isOpen(record) && !Orchestrator.isFree(record, surroundings)) {
        record.looks().forEach(look -> terminal.out().println(look(look, now)));
      }
      return ExitCode.DONE;
    }

    /** When a step that waits goes on. */
    private static String due(StepState step, Instant now) {
      return step.due()
          .filter(time -> step.phase() == Phase.BACKING_OFF || step.phase() == Phase.LOOKING_UP)
          .map(
              time ->
                  (step.reason().isEmpty() ? "" : "; ")
                      + (step.phase() == Phase.BACKING_OFF ? "tried again " : "asked again ")
                      + in(time, now))
          .orElse("");
    }

    private static String look(Look look, Instant now) {
      return String.format(
          Locale.ROOT,
          "Step operator '%s' is asked for %d %s every %s, next %s: %s",
          look.operator(),
          look.jobs(),
          look.jobs() == 1 ? "job" : "jobs",
          seconds(look.every()),
          in(look.due(), now),
          look.why());
    }

    private static String in(Instant time, Instant now) {
      Duration wait = Duration.between(now, time);
      return wait.isNegative() ? "now" : "in " + seconds(wait);
    }

    private static String seconds(Duration time) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String outputs(RunSummary.Step step) {
      List<String> texts = new ArrayList<>();
      for (Map.Entry<String, RunSummary.Output> each : step.outputs().entrySet()) {
        texts.add(
            each.getKey()
                + each.getValue()
                    .rows()
                    .map(rows -> String.format(Locale.ROOT, " %,d rows", rows))
                    .orElse(""));
      }
      return String.join(", ", texts);
    }
  }

  /** {@code outrider runs logs}. */
  @Command
  static final class LogsCommand extends StoreCommand {
    private static final Duration LOOK = Duration.ofMillis(500);

    @Parameters(index = "0", arity = "0..1", paramLabel = "STEP", description = "a step's name")
    private String step;

    @picocli.CommandLine.Option(
        names = "--run",
        paramLabel = "RUN",
        description = "a run's id, or how it begins; default the last one")
    private Optional<String> run = Optional.empty();

    @picocli.CommandLine.Option(
        names = {"-f", "--follow"},
        description = "goes on until the step has ended; Ctrl-C ends the following only")
    private boolean follow;

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
      RunReader reader = new RunReader(configuration, record.id());
      if (follow) {
        follow(record.id(), reader.growingLog(), ledger, surroundings);
        return ExitCode.DONE;
      }
      String text = reader.log(found);
      if (output.isJson()) {
        output.print(terminal, new Log(record.id(), step, found.attempt(), text), Log.class);
      } else {
        terminal.out().print(text);
      }
      return ExitCode.DONE;
    }

    /** Until the step has ended, or nobody reads any more. */
    private void follow(String id, GrowingLog log, RunStore ledger, Surroundings surroundings)
        throws IOException, InterruptedException {
      boolean told = false;
      while (true) {
        RunRecord record = ledger.run(id).orElseThrow();
        StepState now = Orchestrator.state(record, ledger).steps().get(step);
        log.look(now, terminal.out()::print);
        if (terminal.out().checkError() || now.phase().isFinal()) {
          return;
        }
        if (!told && Orchestrator.isFree(record, surroundings)) {
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

  /** {@code outrider runs attach}. */
  @Command
  static final class AttachCommand extends OneRunCommand {

    AttachCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws Exception {
      RunRecord record = run(ledger);
      if (!Orchestrator.isOpen(record)) {
        throw new UsageException(
            "Run "
                + record.id()
                + " has ended: "
                + record.outcome()
                + ". 'outrider runs show "
                + record.id()
                + "' tells more.");
      }
      if (!Orchestrator.isFree(record, surroundings)) {
        throw new UsageException(
            "Run "
                + record.id()
                + " has an owner, "
                + owner(record)
                + ". Wait for it; 'outrider runs show "
                + record.id()
                + "' tells how it goes.");
      }
      try (ConfiguredPlan plan = ConfiguredPlan.of(Orchestrator.project(record), surroundings)) {
        LeakedCommand.tell(ledger, terminal);
        RunScreen display = RunScreen.of(terminal, plan, output.isJson());
        Orchestrator adopted;
        try {
          adopted =
              Orchestrator.adopt(record, plan, ledger, surroundings, display)
                  .orElseThrow(
                      () ->
                          new UsageException(
                              "Another process was faster to take run " + record.id() + "."));
        } catch (IllegalStateException e) {
          throw new UsageException(e.getMessage());
        }
        return new RunWatch(adopted, plan, display, terminal, output).toEnd(false);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.ListedRun;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.Project;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import dev.outrider.step.value.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code outrider runs …}: the runs of the run store. */
final class RunsCommands {
  private RunsCommands() {}

  /** As {@code %.1f s} gives it; the first use of a format costs a list 10 ms. */
  static String seconds(double number) {
    return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP).toPlainString() + " s";
  }

  /** {@code outrider runs list}: the newest runs. */
  static final class ListCommand extends StoreCommand {
    private final OptionSpec limit =
        OptionSpec.builder("--limit")
            .type(int.class)
            .defaultValue("50")
            .paramLabel("NUMBER")
            .description("number of runs, the newest first; default 50")
            .build();
    private final OptionSpec pipeline =
        OptionSpec.builder("--pipeline")
            .type(String.class)
            .paramLabel("NAME")
            .description("only runs of this pipeline")
            .build();
    private final OptionSpec outcome =
        OptionSpec.builder("--outcome")
            .type(String.class)
            .paramLabel("OUTCOME")
            .description("only runs that are running, held, succeeded, failed or cancelled")
            .build();
    private final OptionSpec since =
        OptionSpec.builder("--since")
            .type(String.class)
            .paramLabel("TIME")
            .description("only runs begun since then: 2026-11-30, 2026-11-30T08:00:00Z, 12h or 7d")
            .build();

    private static final int MOST = 100_000;
    private static final String RUNNING = "running";
    private static final List<String> OUTCOMES =
        Stream.of(RunState.Outcome.values()).map(Orchestrator::title).toList();

    ListCommand(Terminal terminal) {
      super(terminal);
    }

    /**
     * A run in the list.
     *
     * @param waitsFor {@code owner} if no process runs it, as far as that is known
     * @param seconds how long it took, or takes so far
     * @param parameters the values that it was given; only read for JSON
     */
    record Row(
        String run,
        String pipeline,
        String outcome,
        Optional<String> waitsFor,
        Instant started,
        Optional<Instant> ended,
        double seconds,
        Optional<JsonText> parameters) {}

    /**
     * A page of them. As JSON it is the document of {@code run-list.schema.json}.
     *
     * @param more whether there are older ones that fit
     */
    record Listing(List<Row> runs, boolean more) {}

    @Override
    public void addTo(CommandSpec spec) {
      super.addTo(spec);
      spec.addOption(limit).addOption(pipeline).addOption(outcome).addOption(since);
    }

    @Override
    RunStore open(Path runStore) {
      return terminal.openToRead(runStore);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws UsageException {
      RunOwners owners = surroundings.owners(ledger);
      Instant now = surroundings.clock().instant();
      int limit = this.limit.getValue();
      List<Row> rows = new ArrayList<>();
      Map<String, String> notes = new HashMap<>();
      List<ListedRun> found = ledger.listed(query(now));
      boolean more = found.size() > limit;
      for (ListedRun each : more ? found.subList(0, limit) : found) {
        Optional<RunRecord> open =
            each.outcome().equals(RUNNING) ? ledger.run(each.id()) : Optional.empty();
        boolean free = open.filter(run -> isFree(run, owners)).isPresent();
        open.ifPresent(run -> notes.put(each.id(), outcome(run, owners, now)));
        rows.add(
            new Row(
                each.id(),
                each.pipeline(),
                open.map(RunRecord::outcome).orElse(each.outcome()),
                free ? Optional.of("owner") : Optional.empty(),
                each.created(),
                each.ended(),
                RunSummary.seconds(RunSummary.between(each.created(), each.ended().orElse(now))),
                output.isJson() ? ledger.parameters(each.id()) : Optional.empty()));
      }
      return print(rows, notes, more, ledger.file());
    }

    private static boolean isFree(RunRecord run, RunOwners owners) {
      return run.outcome().equals(RUNNING) && owners.isFree(run);
    }

    /** Says of a run that goes on whether anybody does, as far as that is known at once. */
    private static String outcome(RunRecord run, RunOwners owners, Instant now) {
      if (!run.outcome().equals(RUNNING)) {
        return run.outcome();
      }
      return owners.isFree(run)
          ? "has no owner"
          : run.outcome()
              + owners
                  .leaseAge(run, now)
                  .map(age -> ", its lease is " + age.toSeconds() + " s old")
                  .orElse("");
    }

    @Override
    int none(Path runStore) throws UsageException {
      query(Instant.EPOCH); // is only checked: there are no runs to choose from
      return print(List.of(), Map.of(), false, runStore);
    }

    /** One more than is shown, which tells whether there are more. */
    private RunQuery query(Instant now) throws UsageException {
      int limit = this.limit.getValue();
      Optional<String> outcome = Optional.ofNullable(this.outcome.getValue());
      Optional<String> since = Optional.ofNullable(this.since.getValue());
      if (limit < 1 || limit > MOST) {
        throw new UsageException("--limit was " + limit + " but must be 1 to " + MOST + ".");
      }
      if (outcome.isPresent() && !OUTCOMES.contains(outcome.get())) {
        throw new UsageException(
            "--outcome was '"
                + outcome.get()
                + "' but must be one of "
                + String.join(", ", OUTCOMES)
                + ".");
      }
      return new RunQuery(
          Optional.ofNullable(pipeline.getValue()),
          outcome,
          Optional.empty(),
          since.isPresent() ? Optional.of(Since.parse(since.get(), now)) : Optional.empty(),
          Optional.empty(),
          limit + 1);
    }

    /**
     * @param notes what is shown to people instead of an outcome, by run
     */
    private int print(List<Row> rows, Map<String, String> notes, boolean more, Path runStore) {
      if (output.isJson()) {
        output.print(terminal, new Listing(rows, more), Listing.class);
      } else if (rows.isEmpty()) {
        boolean all =
            pipeline.getValue() == null && outcome.getValue() == null && since.getValue() == null;
        terminal.out().println("No runs in " + runStore + (all ? "." : " that fit."));
      } else {
        Table table = new Table("RUN", "OUTCOME", "BEGUN", "TOOK", "PIPELINE");
        for (Row each : rows) {
          table.row(
              each.run(),
              notes.getOrDefault(each.run(), each.outcome()),
              each.started().truncatedTo(ChronoUnit.SECONDS).toString(),
              each.ended().isPresent() ? RunsCommands.seconds(each.seconds()) : "",
              each.pipeline());
        }
        table.print(terminal);
        if (more) {
          terminal
              .err()
              .println(
                  "There are older runs: use --limit, --pipeline, --outcome or --since to see"
                      + " others.");
        }
      }
      return ExitCode.DONE;
    }
  }

  /** {@code outrider runs show}. */
  static final class ShowCommand extends OneRunCommand {
    private static final int LONGEST_VALUE = 60;

    ShowCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunStore open(Path runStore) {
      return terminal.openToRead(runStore);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws UsageException {
      RunRecord record = run(ledger);
      RunState state = Orchestrator.state(record, ledger);
      Instant now = surroundings.clock().instant();
      RunOwners owners = surroundings.owners(ledger);
      boolean open = Orchestrator.isOpen(record);
      boolean free = open && owners.isFree(record);
      Optional<String> waitsFor =
          free
              ? Optional.of("owner")
              : open && state.stepsAreOver() ? Optional.of("release") : Optional.empty();
      RunSummary summary;
      try (RunReader reader = RunReader.open(configuration, surroundings, record.id())) {
        summary = RunSummary.of(state, record, record.outcome(), waitsFor, reader, now);
      }
      summary.unread().ifPresent(reason -> RunSummary.tell(reason, configuration, terminal));
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
      if (free) {
        terminal
            .out()
            .println("Nobody goes on with it: 'outrider runs attach " + record.id() + "' does.");
      }
      if (open) {
        owners
            .leaseAge(record, now)
            .ifPresent(
                age ->
                    terminal
                        .out()
                        .println(
                            "Its owner, "
                                + owner(record)
                                + ", is under another boot or of an earlier version; its lease is "
                                + age.toSeconds()
                                + " s old."));
      }
      if (open && state.stepsAreOver()) {
        terminal
            .out()
            .println("Its steps are over; its step operators give back what they keep for it.");
      }
      Table table = new Table("STEP", "STATE", "ATTEMPT", "RAN", "WAITED", "");
      for (RunSummary.Step step : summary.steps()) {
        table.row(
            step.step(),
            state.steps().get(step.step()).phase().title(),
            step.attempt() == 0 ? "" : Integer.toString(step.attempt()),
            step.seconds().map(RunsCommands::seconds).orElse(""),
            step.waitedSeconds().map(RunsCommands::seconds).orElse(""),
            step.isIn(Phase.SUCCEEDED)
                ? outputs(step)
                : before(step)
                    + step.reason().orElse("")
                    + due(state.steps().get(step.step()), now));
      }
      table.print(terminal);
      for (RunSummary.Step step : summary.steps()) {
        step.pages()
            .forEach(
                (subject, page) ->
                    terminal
                        .out()
                        .println("Step '%s', %s: %s".formatted(step.step(), subject, page)));
      }
      if (open && !free) {
        record.looks().forEach(look -> terminal.out().println(look(look, now)));
      }
      return ExitCode.DONE;
    }

    /** The steps that a step waits for. */
    private static String before(RunSummary.Step step) {
      return step.waitsFor()
          .filter(waiting -> !waiting.steps().isEmpty())
          .map(waiting -> "waits for " + String.join(", ", waiting.steps()))
          .orElse("");
    }

    /** When a step that waits goes on. */
    private static String due(StepState step, Instant now) {
      return step.due()
          .filter(
              time ->
                  switch (step.phase()) {
                    case BACKING_OFF, LOOKING_UP, AWAITING_PLATFORM -> true;
                    default -> false;
                  })
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
      return RunsCommands.seconds(time.toMillis() / 1000.0);
    }

    private static String outputs(RunSummary.Step step) {
      List<String> texts = new ArrayList<>();
      for (Map.Entry<String, RunSummary.Output> each : step.outputs().entrySet()) {
        texts.add(
            each.getKey()
                + each.getValue()
                    .rows()
                    .map(rows -> String.format(Locale.ROOT, " %,d rows", rows))
                    .orElse("")
                + each.getValue()
                    .value()
                    .map(value -> " = " + RunDisplay.value(value, LONGEST_VALUE))
                    .orElse(""));
      }
      step.takenFrom().ifPresent(run -> texts.add("taken from run " + run));
      return String.join(", ", texts);
    }
  }

  /** {@code outrider runs attach}. */
  static final class AttachCommand extends OneRunCommand {

    AttachCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws Exception {
      RunOwners owners = surroundings.owners(ledger);
      RunRecord record = run(ledger);
      if (Orchestrator.isOpen(record)) {
        record = settled(record, ledger, owners);
      }
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
      if (!owners.isFree(record)) {
        throw new UsageException(
            "Run "
                + record.id()
                + " has an owner, "
                + owner(record)
                + ". Wait for it; 'outrider runs show "
                + record.id()
                + "' tells how it goes.");
      }
      Project project = RecordedProject.of(record, options, terminal).unchanged("continued");
      try (ConfiguredPlan plan = ConfiguredPlan.of(project, surroundings)) {
        LeakedCommand.tell(ledger, terminal);
        return goOn(record, Orchestrator::adopt, plan, ledger, surroundings, false);
      }
    }
  }
}

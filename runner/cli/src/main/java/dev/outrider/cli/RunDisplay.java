// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Phase;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.StepTimes;
import dev.outrider.step.text.TraceText;
import dev.outrider.step.text.VisibleText;
import dev.outrider.step.value.JsonText;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Shows how a run goes: a line for each change of a step. With {@code --output json} the lines go
 * to the standard error, so that the standard output is JSON alone.
 */
final class RunDisplay implements RunScreen {
  private static final int LONGEST_VALUE = 100;
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private final PrintWriter out;
  private final Terminal terminal;
  private final ConfiguredPlan plan;
  private final boolean json;
  private final int widest;
  private final Map<String, Phase> shown = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, String> doubts = new HashMap<>();
  private boolean begun;
  private String awaited = "";

  RunDisplay(Terminal terminal, ConfiguredPlan plan, boolean json) {
    this.out = json ? terminal.err() : terminal.out();
    this.terminal = terminal;
    this.plan = plan;
    this.json = json;
    this.widest = plan.plan().steps().stream().mapToInt(s -> s.name().length()).max().orElse(0);
  }

  @Override
  public void changed(RunState state) {
    if (!begun) {
      begun = true;
      out.println("Run " + state.run() + " of pipeline '" + plan.plan().pipeline() + "'");
    }
    for (StepState step : state.steps().values()) {
      Phase before = shown.put(step.step(), step.phase());
      boolean isNew = !Objects.equals(attempts.put(step.step(), step.attempt()), step.attempt());
      boolean worthTelling =
          switch (step.phase()) {
            // what is attached to works already
            case FOLLOWING -> isNew && before != null;
            case PREPARING,
                AWAITING_PLACE,
                AWAITING_PLATFORM,
                BACKING_OFF,
                CANCELLING,
                HELD,
                SUCCEEDED,
                FAILED,
                CANCELLED,
                LEAKED,
                SKIPPED ->
                true;
            default -> false;
          };
      if (worthTelling && before != step.phase()) {
        line(step);
      }
      String doubt = doubt(step);
      if (!doubt.equals(doubts.put(step.step(), doubt)) && !doubt.isEmpty()) {
        line(step, "is followed: " + doubt);
      }
    }
    String waits = RunScreen.releasing(state);
    if (!waits.equals(awaited)) {
      awaited = waits;
      if (!waits.isEmpty()) {
        out.println("  " + waits);
      }
    }
    out.flush();
  }

  /** What keeps a job that is followed from being seen well. */
  private static String doubt(StepState step) {
    boolean isJob = step.phase() == Phase.FOLLOWING && step.job().isPresent();
    return isJob ? VisibleText.line(step.reason()) : "";
  }

  private void line(StepState step) {
    String where =
        plan.plan().steps().stream()
            .filter(each -> each.name().equals(step.step()))
            .findFirst()
            .flatMap(each -> each.operator())
            .map(name -> " on " + name)
            .orElse("");
    String text =
        switch (step.phase()) {
          case PREPARING, FOLLOWING ->
              "started" + where + (step.attempt() > 1 ? ", attempt " + step.attempt() : "");
          case AWAITING_PLACE -> "waits for a place" + where;
          case AWAITING_PLATFORM -> firstLine(step.reason());
          case SUCCEEDED -> "succeeded" + took(step);
          case FAILED -> "failed" + took(step) + ": " + firstLine(step.reason());
          case BACKING_OFF ->
              "attempt "
                  + step.attempt()
                  + " failed, will be tried again: "
                  + firstLine(step.reason());
          default ->
              step.phase().title()
                  + (step.reason().isEmpty() ? "" : ": " + VisibleText.line(step.reason()));
        };
    line(step, text);
  }

  private void line(StepState step, String text) {
    out.println(String.format("  %-" + widest + "s  %s", step.step(), text));
  }

  /** How long it ran, and how long it waited if a person would notice. */
  private static String took(StepState step) {
    StepTimes times = StepTimes.of(step, step.since());
    String waited =
        times
            .waited()
            .filter(time -> time.compareTo(NOTICED) >= 0)
            .map(time -> ", waited " + RunsCommands.seconds(RunSummary.seconds(time)))
            .orElse("");
    return times
        .ran()
        .map(time -> " after " + RunsCommands.seconds(RunSummary.seconds(time)) + waited)
        .orElse("");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String reason(RunSummary.Step step) {
    return firstLine(step.reason().orElse(""));
  }

  @Override
  public void warned(String message) {
    terminal.err().println("warning: " + VisibleText.line(message));
  }

  /** JSON stands alone on the standard output. Lines of steps and of changes may alternate. */
  @Override
  public StepOutput takeOutput() {
    return json ? StepOutput.besideOutput(terminal) : StepOutput.on(terminal, Runnable::run);
  }

  private void pages(RunSummary.Step step) {
    step.pages()
        .forEach((subject, page) -> terminal.err().println("Page of its " + subject + ": " + page));
  }

  /** Of a failure the stack trace first, and where the log lies last. */
  @Override
  public void end(RunSummary summary) {
    for (RunSummary.Step step : summary.steps()) {
      if (step.isIn(Phase.FAILED)) {
        step.stackTrace()
            .map(String::stripTrailing)
            .ifPresent(trace -> terminal.err().println(TraceText.continued(trace)));
        terminal
            .err()
            .println(
                "Step '"
                    + step.step()
                    + "' failed ("
                    + step.kind().orElse("unknown")
                    + "): "
                    + reason(step));
        step.log().ifPresent(log -> terminal.err().println("Its log is in " + shown(log)));
        pages(step);
      } else if (step.isIn(Phase.LEAKED)) {
        terminal.err().println("Step '" + step.step() + "' is leaked: " + reason(step));
        pages(step);
      } else if (step.isIn(Phase.HELD)) {
        terminal
            .err()
            .println(
                "Step '"
                    + step.step()
                    + "' is held: "
                    + reason(step)
                    + ". Look at its platform; 'outrider runs attach "
                    + summary.run()
                    + "' asks it again, 'outrider runs retry "
                    + summary.run()
                    + "' begins a new attempt.");
        pages(step);
      }
    }
    out.println("Run " + summary.run() + " " + summary.outcome());
    Table table = new Table();
    boolean any = false;
    Map<String, Integer> taken = new LinkedHashMap<>();
    for (RunSummary.Step step : summary.steps()) {
      if (step.takenFrom().isPresent()) {
        taken.merge(step.takenFrom().get(), step.outputs().size(), Integer::sum);
        continue;
      }
      for (Map.Entry<String, RunSummary.Output> each : step.outputs().entrySet()) {
        RunSummary.Output output = each.getValue();
        String size =
            output
                .rows()
                .map(rows -> String.format(Locale.ROOT, "%,d rows", rows))
                .orElse(String.format(Locale.ROOT, "%,d bytes", output.bytes()));
        String what =
            output
                .value()
                .map(value -> value(value, LONGEST_VALUE))
                .orElseGet(() -> output.uri().map(this::shown).orElse(""));
        table.row("  " + step.step() + "." + each.getKey(), size, what);
        any = true;
      }
    }
    if (any) {
      table.print(out, terminal.columns());
    }
    taken.forEach(
        (run, outputs) ->
            out.println(
                "  "
                    + outputs
                    + (outputs == 1 ? " output was" : " outputs were")
                    + " taken from run "
                    + run));
    out.flush();
  }

  /** A value as JSON on one line, cut where it is longer than some characters. */
  static String value(JsonText value, int longest) {
    String text = value.text();
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private String shown(URI uri) {
    if (!"file".equals(uri.getScheme())) {
      return uri.toString();
    }
    Path path = Path.of(uri);
    Path here = terminal.workingDirectory();
    return (path.startsWith(here) ? here.relativize(path) : path).toString();
  }
}

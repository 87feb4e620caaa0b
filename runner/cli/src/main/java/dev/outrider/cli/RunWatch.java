// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a run in this process, until it has ended. Ctrl-C and TERM cancel it and wait until every
 * platform has confirmed; only a second Ctrl-C detaches from it meanwhile.
 */
final class RunWatch {
  private final Orchestrator run;
  private final ConfiguredPlan plan;
  private final RunScreen display;
  private final Terminal terminal;
  private final OutputOption output;
  private boolean cancelled; // guarded by this
  private int pressed; // guarded by this

  RunWatch(
      Orchestrator run,
      ConfiguredPlan plan,
      RunScreen display,
      Terminal terminal,
      OutputOption output) {
    this.run = run;
    this.plan = plan;
    this.display = display;
    this.terminal = terminal;
    this.output = output;
  }

  /**
   * @param detach lets go of the run as soon as all that goes on runs on platforms
   * @return the exit code
   */
  int toEnd(boolean detach) throws InterruptedException {
    try (Signals.Taken taken = terminal.signals().take(this::taken)) {
      return watch(detach);
    } catch (LostOwnershipException e) {
      terminal.err().println("outrider: " + lost());
      return ExitCode.DETACHED;
    } catch (RunStoreException e) {
      // what was submitted is written down, so that it can be gone on with
      terminal.err().println("outrider: " + e.getMessage());
      if (plan.project().isRehearsal()) {
        return ExitCode.FAILED; // its platforms end with this process
      }
      terminal
          .err()
          .println(
              "Run "
                  + run.id()
                  + " has stopped here, and its jobs have not: 'outrider runs attach "
                  + run.id()
                  + "' goes on with it.");
      return ExitCode.FAILED;
    }
  }

  /** Who has the run now, and how to watch it. */
  private String lost() {
    String owner;
    try {
      owner = run.owner().map(Owner::toString).orElse("a process that has released it since");
    } catch (RunStoreException e) {
      owner = "another process";
    }
    return "Run "
        + run.id()
        + " was taken over by "
        + owner
        + ", and continues without this one. 'outrider runs show "
        + run.id()
        + "' shows how it goes.";
  }

  private synchronized void taken(Signals.Kind kind) {
    pressed += kind == Signals.Kind.CTRL_C ? 1 : 0;
    boolean detaches =
        kind == Signals.Kind.CTRL_C ? pressed > 1 : kind == Signals.Kind.HANG_UP && !cancelled;
    if (detaches) {
      run.detach();
    } else if (!cancelled) {
      cancelled = true;
      terminal
          .err()
          .println(
              "Cancelling run "
                  + run.id()
                  + ": waiting for its jobs to end; "
                  + (pressed > 0 ? "Ctrl-C again lets go of it" : "TERM again changes nothing"));
      run.cancel();
    }
  }

  private int watch(boolean detach) throws InterruptedException {
    RunState state;
    try (StepOutput printed = display.takeOutput()) {
      state = detach ? run.runUntilOnPlatforms() : run.run();
    }
    RunSummary summary =
        RunSummary.of(
            state,
            run.record(),
            Orchestrator.title(state.outcome()),
            state.outcome().isOpen() ? Optional.of("owner") : Optional.empty(),
            plan.reader(run.id()),
            run.now());
    summary.unread().ifPresent(reason -> RunSummary.tell(reason, plan.configuration(), terminal));
    display.end(summary);
    if (output.isJson()) {
      output.print(terminal, summary, RunSummary.class);
    }
    terminal.out().flush();
    return switch (state.outcome()) {
      case SUCCEEDED -> ExitCode.DONE;
      case CANCELLED -> ExitCode.CANCELLED;
      case RUNNING -> {
        detached(state);
        yield ExitCode.DETACHED;
      }
      default -> ExitCode.FAILED;
    };
  }

  /** What is left, and how it is gone on with. */
  private void detached(RunState state) {
    if (plan.project().isRehearsal()) {
      terminal
          .err()
          .println(
              "Run "
                  + run.id()
                  + " is let go of, and its rehearsal ends: so do the jobs of its platforms.");
      return;
    }
    List<StepState> left =
        state.steps().values().stream().filter(step -> step.phase().mayHaveJob()).toList();
    List<StepState> plain = left.stream().filter(step -> plan.isPlain(step.step())).toList();
    left = left.stream().filter(step -> !plain.contains(step)).toList();
    String stopped = state.cancelling() ? ", though they were asked to stop" : "";
    terminal
        .err()
        .println(
            "Run "
                + run.id()
                + " is let go of: "
                + (left.isEmpty() ? "it has no jobs" : "its jobs go on" + stopped)
                + (plain.isEmpty() ? "" : ", what works in this process is given up")
                + ", and nothing new begins before 'outrider runs attach "
                + run.id()
                + "'.");
    for (String line : jobs(left)) {
      terminal.err().println("  " + line);
    }
  }

  private List<String> jobs(List<StepState> steps) {
    List<String> lines = new ArrayList<>();
    for (StepState step : steps) {
      String operator = plan.operatorOf(step.step());
      lines.add(
          step.step()
              + " on "
              + operator
              + step.job()
                  .map(job -> ": job " + job.job().text())
                  .orElse(": it is not known whether it has a job"));
    }
    return lines;
  }
}

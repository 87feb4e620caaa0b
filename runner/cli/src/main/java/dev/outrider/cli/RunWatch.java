// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.RunStoreException;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.RunState;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs a run in this process, until it has ended or Ctrl-C has stopped it. */
final class RunWatch {
  private RunWatch() {}

  static int run(
      Orchestrator run,
      ConfiguredPlan plan,
      RunScreen display,
      Terminal terminal,
      OutputOption output)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              terminal
                  .err()
                  .println("Cancelling run " + run.id() + ": waiting for its jobs to end");
              run.cancel();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(ExitCode.CANCELLED);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return watch(run, plan, display, terminal, output);
    } catch (RunStoreException e) {
      // what was submitted is written down, so that it can be gone on with
      terminal.err().println("outrider: " + e.getMessage());
      terminal
          .err()
          .println(
              "Run "
                  + run.id()
                  + " has stopped here, and its jobs have not: 'outrider runs attach "
                  + run.id()
                  + "' goes on with it.");
      return ExitCode.FAILED;
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // Ctrl-C: the hook ends this process
      }
    }
  }

  private static int watch(
      Orchestrator run,
      ConfiguredPlan plan,
      RunScreen display,
      Terminal terminal,
      OutputOption output)
      throws InterruptedException {
    Optional<StepOutput> printed = display.takeOutput();
    RunState state;
    try {
      state = run.run();
    } finally {
      printed.ifPresent(StepOutput::close);
    }
    RunSummary summary = RunSummary.of(state, plan.plan().pipeline(), plan.configuration());
    display.end(summary);
    if (output.isJson()) {
      output.print(terminal, summary, RunSummary.class);
    }
    terminal.out().flush();
    return switch (state.outcome()) {
      case SUCCEEDED -> ExitCode.DONE;
      case CANCELLED -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Component;
import dev.outrider.plan.StepOutputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * One step that runs alone: a live reference. It is a run of a pipeline with this one step, in the
 * run store like every other. Thread-safe.
 *
 * @param <O> the step's output
 */
public final class StepRun<O> {
  private final ConfiguredPlan plan;
  private final RunStore ledger;
  private final Orchestrator orchestrator;
  private final StepOutputs outputs;
  private final RunReader reader;
  private final CompletableFuture<StepState> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile StepState status;
  private boolean over;

  /**
   * Begins the run, which owns the plan and the ledger from now on.
   *
   * @param plan has one step
   * @param classes has the classes of the step and of its values
   * @param log gets every event, too
   * @param readers read what a run leaves, also after the plan is closed
   */
  StepRun(
      ConfiguredPlan plan,
      RunStore ledger,
      Surroundings surroundings,
      ClassLoader classes,
      RunListener log,
      Function<String, RunReader> readers,
      ThreadFactory threads) {
    this.plan = plan;
    this.ledger = ledger;
    this.outputs = new StepOutputs(plan.plan().steps().get(0), classes);
    this.status = StepState.waiting(step(), surroundings.clock().instant());
    this.orchestrator =
        Orchestrator.begin(plan, ledger, surroundings, new Listener(log), Optional.empty());
    this.reader = readers.apply(run());
    this.thread = threads.newThread(this::follow);
    this.thread.setName("outrider " + run());
    this.thread.start();
  }

  /** The run's id. */
  public String run() {
    return orchestrator.id();
  }

  /** The step's name. */
  public String step() {
    return outputs.step().name();
  }

  /** How the step stands now: its phase, its attempt, and the kind and reason of a failure. */
  public StepState status() {
    return status;
  }

  /**
   * The log of the step's last attempt so far; empty before one has begun.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public String logs() {
    try {
      return reader.log(status);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The log of step '" + step() + "' of run " + run() + " cannot be read", e);
    }
  }

  /**
   * Asks the step to stop. Returns at once; {@link #ended} completes when the platform has
   * confirmed. A step that has ended stays as it is.
   */
  public void cancel() {
    orchestrator.cancel();
  }

  /**
   * Completes with the last status when the step has ended: succeeded, failed or cancelled. It
   * completes exceptionally only when the run could not be followed to its end: with {@link
   * DetachedException} when {@link Outrider#close} was interrupted, or with what keeps the run
   * store from being written. What depends on it without an executor of its own runs on the run's
   * thread.
   */
  public CompletionStage<StepState> ended() {
    return ended.minimalCompletionStage();
  }

  /**
   * The whole output of the step, once it has succeeded.
   *
   * @see StepResult#output()
   */
  public Output<O> output() {
    return this.<O>result().output();
  }

  /**
   * One component of the output, once the step has succeeded: {@code run.output(Out::rmse)}.
   *
   * @see StepResult#output(Component)
   */
  public <T> Output<T> output(Component<O, T> component) {
    return this.<O>result().output(component);
  }

  private <R> StepResult<R> result() {
    return new StepResult<>(run(), outputs, status, reader);
  }

  /** Completes, one way or the other, in any case. */
  CompletableFuture<StepState> end() {
    return ended;
  }

  /** Detaches from the run, unless it is over already; its jobs continue. */
  synchronized void detach() {
    if (!over) {
      thread.interrupt();
    }
  }

  private synchronized void over() {
    over = true;
    Thread.interrupted(); // a detach that came too late is none
  }

  private void follow() {
    try {
      try (plan;
          ledger) {
        orchestrator.run();
      } finally {
        over();
      }
      ended.complete(status);
    } catch (InterruptedException e) {
      ended.completeExceptionally(new DetachedException(step(), run()));
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  private final class Listener implements RunListener {
    private final RunListener log;

    Listener(RunListener log) {
      this.log = log;
    }

    @Override
    public void changed(RunState state) {
      status = state.step(step());
      log.changed(state);
    }

    @Override
    public void warned(String message) {
      log.warned(message);
    }
  }
}

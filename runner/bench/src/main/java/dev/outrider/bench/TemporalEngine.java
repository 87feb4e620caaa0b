// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Temporal's server for tests, in this process: a step is an activity of one workflow. */
final class TemporalEngine implements Engine {
  private static final String QUEUE = "steps";

  /** The shape of the steps. */
  @WorkflowInterface
  public interface Shape {
    /** Runs the steps; gives what the last one has given. */
    @WorkflowMethod
    int run(boolean chain, int steps);
  }

  /** A step. */
  @ActivityInterface
  public interface Link {
    /** Gives what it takes, and one more. */
    int next(int number);
  }

  /** Both shapes. */
  public static final class Shapes implements Shape {
    private final Link link =
        Workflow.newActivityStub(
            Link.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(5)).build());

    @Override
    public int run(boolean chain, int steps) {
      int number = 0;
      if (chain) {
        for (int i = 0; i < steps; i++) {
          number = link.next(number);
        }
        return number;
      }
      List<Promise<Integer>> blades = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        blades.add(Async.function(link::next, i));
      }
      Promise.allOf(blades).get();
      return steps;
    }
  }

  private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

  TemporalEngine() {
    Worker worker =
        environment.newWorker(
            QUEUE,
            WorkerOptions.newBuilder().setMaxConcurrentActivityExecutionSize(THREADS).build());
    worker.registerWorkflowImplementationTypes(Shapes.class);
    worker.registerActivitiesImplementations((Link) number -> number + 1);
    environment.start();
  }

  @Override
  public Work chain(int steps) {
    return () -> run(true, steps);
  }

  @Override
  public Work fanOut(int steps) {
    return () -> run(false, steps);
  }

  private void run(boolean chain, int steps) {
    int last =
        environment
            .getWorkflowClient()
            .newWorkflowStub(Shape.class, WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build())
            .run(chain, steps);
    if (last != steps) {
      throw new IllegalStateException("The workflow gave " + last + ", not " + steps);
    }
  }

  @Override
  public void close() {
    environment.close();
  }
}

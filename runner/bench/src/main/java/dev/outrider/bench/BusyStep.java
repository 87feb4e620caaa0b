// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.lang.management.ManagementFactory;

/**
 * Keeps its thread's processor busy with texts, as a plain step and as a program of its own.
 *
 * @see PlainStepsBenchmark
 */
public final class BusyStep {
  private static final double WARM_UP = 5;
  private static final int ROWS = 100_000;

  private BusyStep() {}

  /** Gives the processor time of its work in seconds, after a warm-up of 5 s. */
  public record Busy() implements Step<Busy.In, Double> {
    /**
     * @param batches how much to do; 0 for as much as takes 10 s
     */
    public record In(int batches) {}

    @Override
    public Double run(In in, StepContext context) {
      return work(in.batches()).seconds();
    }
  }

  /** What was done, and its processor time in seconds. */
  record Done(int batches, double seconds, int result) {}

  public static Pipeline pipeline() {
    return Pipeline.define(
        "busy",
        p ->
            p.step("busy", new Busy())
                .input(Busy.In::batches)
                .from(p.parameter("batches", Integer.class)));
  }

  /** Does so many batches, and prints how many were done and in how many seconds. */
  public static void main(String[] words) {
    Done done = work(Integer.parseInt(words[0]));
    System.out.println(done.batches() + " " + done.seconds());
  }

  private static Done work(int batches) {
    int result = 0;
    double start = seconds();
    while (seconds() < start + WARM_UP) {
      result = batch(result);
    }
    start = seconds();
    int done = 0;
    while (batches > 0 ? done < batches : seconds() < start + PlainStepsBenchmark.LEAST) {
      result = batch(result);
      done++;
    }
    return new Done(done, seconds() - start, result);
  }

  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static int batch(int seed) {
    int sum = seed;
    for (int i = 0; i < ROWS; i++) {
      String row = "flight-" + i + '-' + (sum & 0xff) + ";delayed";
      sum = 31 * sum + row.substring(row.indexOf('-') + 1).hashCode();
    }
    return sum;
  }
}

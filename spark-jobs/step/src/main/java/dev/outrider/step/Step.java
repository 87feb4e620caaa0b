// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/**
 * A step in plain Java, which runs inside the orchestrator's own process.
 *
 * <pre>{@code
 * record Report(String title) implements Step<Report.In, Path> {
 *   record In(double rmse) {}
 *
 *   public Path run(In in, StepContext context) throws IOException {
 *     return Files.writeString(context.workFolder().resolve("report.txt"), title + ": " + in.rmse());
 *   }
 * }
 * }</pre>
 *
 * <p>Inputs and outputs are values with a JSON form and {@link java.nio.file.Path}. Whatever needs
 * a Spark session is a {@link SparkStep}.
 *
 * @param <I> the input: one value, a record of inputs, or {@link NoInput}
 * @param <O> the output: one value, a record of outputs, or {@link NoOutput}
 */
@FunctionalInterface
public interface Step<I, O> extends TypedStep<I, O> {

  /**
   * Does the work. Runs once per launch of an attempt; a second run with the same input gives the
   * same output.
   *
   * @param input the input, never null
   * @param context what the step may ask of the attempt that it runs in
   * @return the output, never null
   * @throws Exception to fail the attempt with kind {@link FailureKind#USER}, which is not retried
   *     by default
   */
  O run(I input, StepContext context) throws Exception;
}

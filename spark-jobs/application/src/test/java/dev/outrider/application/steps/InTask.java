// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.NoInput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Ends its process in a task, or has it ended. */
public record InTask(String how) implements SparkStep<NoInput, Long> {

  @Override
  public Long run(NoInput in, SparkStepContext context) {
    String what = how;
    return new JavaSparkContext(context.spark().sparkContext())
        .parallelize(List.of(1, 2), 2)
        .map(each -> end(what))
        .reduce(Long::sum);
  }

  private static Long end(String how) {
    switch (how) {
      case "memory" -> throw new OutOfMemoryError("Java heap space");
      case "exit" -> System.exit(0);
      default -> throw new IllegalStateException(how);
    }
    return 1L;
  }
}

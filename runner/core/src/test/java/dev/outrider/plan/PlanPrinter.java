// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The main class of a fresh JVM that defines and plans a pipeline. */
final class PlanPrinter {

  private PlanPrinter() {}

  /**
   * @param arguments the class path, the class, the working directory
   */
  public static void main(String[] arguments) throws PlanningException {
    long begun = System.nanoTime();
    List<Path> classPath =
        Arrays.stream(arguments[0].split(File.pathSeparator)).map(Path::of).toList();
    try (UserClass type = UserClass.find(classPath, arguments[1])) {
      Plan plan =
          new Planner(Path.of(arguments[2]))
              .plan(type.pipeline(), Map.of("flights", "data/flights.parquet"));
      long millis = (System.nanoTime() - begun) / 1_000_000;
      plan.steps().forEach(step -> System.out.println("step " + step.name()));
      type.loader().standIns().stream()
          .sorted()
          .forEach(each -> System.out.println("stand-in " + each));
      System.out.println("millis " + millis);
    }
  }
}

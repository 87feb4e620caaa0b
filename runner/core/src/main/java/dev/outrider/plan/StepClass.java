// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a step class takes and gives, read from class files: neither the class nor the types that it
 * mentions are loaded, so that it works where Spark is not. The counterpart where the step runs is
 * {@link dev.outrider.step.value.StepSignature}. Immutable.
 *
 * @param name the binary name of the class
 * @param spark whether it is a {@code SparkStep}
 * @param parameters the step's own components with their declared types, in order
 * @param input the declared input type
 * @param output the declared output type
 * @param wholeInput whether the input is one value, under the name {@code input}
 * @param wholeOutput whether the output is one value, under the name {@code output}
 * @param inputs the inputs by name, in order; none for {@code NoInput}
 * @param outputs the outputs by name, in order; none for {@code NoOutput}
 */
public record StepClass(
    String name,
    boolean spark,
    Map<String, TypeName> parameters,
    TypeName input,
    TypeName output,
    boolean wholeInput,
    boolean wholeOutput,
    Map<String, Port> inputs,
    Map<String, Port> outputs) {

  public StepClass {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /**
   * Reads a step class.
   *
   * @param loader sees the class and what it mentions; need not see Spark
   * @param className the binary name
   * @throws PlanningException when the class is not there, is not a step, or cannot be run as one;
   *     it names every problem
   */
  public static StepClass read(ClassLoader loader, String className) throws PlanningException {
    List<String> problems = new ArrayList<>();
    Materializers materializers = Materializers.on(loader);
    problems.addAll(materializers.problems());
    StepClassReader reader = new StepClassReader(new ClassFiles(loader), materializers.types());
    StepClassReader.Reading reading;
    try {
      reading = reader.read(className, "class " + className);
    } catch (UnreadableClassException e) {
      throw new PlanningException("class " + className, List.of(e.getMessage()), e);
    }
    problems.addAll(reading.problems());
    if (!problems.isEmpty()) {
      throw new PlanningException("class " + className, problems);
    }
    return reading.stepClass().orElseThrow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.Step;
import dev.outrider.step.TypedStep;
import dev.outrider.step.value.StepSignature;
import dev.outrider.step.value.ValueKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads step classes, and says what keeps them from being planned. */
final class StepClassReader {

  /**
   * What was read.
   *
   * @param stepClass what the class takes and gives, as far as that can be told
   * @param problems a sentence for each problem
   */
  record Reading(Optional<StepClass> stepClass, List<String> problems) {}

  private final ClassFiles classes;
  private final JsonTypes json;
  private final Set<String> custom;

  /** Those without problems, which would name the step. */
  private final Map<String, Reading> known = new HashMap<>();

  /**
   * @param custom the types that have a materializer
   */
  StepClassReader(ClassFiles classes, Set<String> custom) {
    this.classes = classes;
    this.json = new JsonTypes(classes);
    this.custom = custom;
  }

  ClassFiles classes() {
    return classes;
  }

  /**
   * Reads a step class.
   *
   * @param className the binary name
   * @param subject names the step in messages: {@code step 'clean'}
   */
  Reading read(String className, String subject) {
    Reading before = known.get(className);
    if (before != null) {
      return before;
    }
    Reading reading = readAnew(className, subject);
    if (reading.problems().isEmpty()) {
      known.put(className, reading);
    }
    return reading;
  }

  private Reading readAnew(String className, String subject) {
    String sentence = capitalized(subject);
    if (className.contains("$$Lambda")) {
      return refused(
          sentence + " is a lambda, which loses what it takes and gives. Make the step a record.");
    }
    if (classes.find(className).isEmpty()) {
      return refused(sentence + " is of " + className + ", which is not on the class path.");
    }
    Map<String, TypeName> supertypes = classes.hierarchy(TypeName.of(className)).types();
    boolean spark = supertypes.containsKey(SparkStep.class.getName());
    if (!spark && !supertypes.containsKey(Step.class.getName())) {
      return refused(sentence + " is no step: it implements neither Step nor SparkStep.");
    }
    TypeName typed = supertypes.get(TypedStep.class.getName());
    List<TypeName> arguments =
        typed instanceof TypeName.Named named ? named.arguments() : List.of();
    if (arguments.size() != 2
        || arguments.stream().anyMatch(each -> each instanceof TypeName.Variable)) {
      return refused(
          sentence
              + " does not say what it takes and gives: name both types, as in SparkStep<In,"
              + " Dataset<Row>>.");
    }
    return read(className, subject, spark, arguments.get(0), arguments.get(1));
  }

  private Reading read(
      String className, String subject, boolean spark, TypeName input, TypeName output) {
    List<String> problems = new ArrayList<>();
    JsonTypes.Composite own = json.composite(className);
    problems.addAll(
        json.problems(
            TypeName.of(className),
            path ->
                path.isEmpty() ? capitalized(subject) : "Parameter '" + path + "' of " + subject,
            ""));
    Map<String, TypeName> parameters = new LinkedHashMap<>();
    own.list().forEach(each -> parameters.put(each.name(), each.type()));

    boolean wholeInput = isWhole(input) && !input.raw().equals(NoInput.class.getName());
    boolean wholeOutput = isWhole(output) && !output.raw().equals(NoOutput.class.getName());
    Map<String, Port> inputs =
        ports(input, NoInput.class, StepSignature.WHOLE_INPUT, "Input of " + subject, problems);
    Map<String, Port> outputs =
        ports(output, NoOutput.class, StepSignature.WHOLE_OUTPUT, "Output of " + subject, problems);
    inputs.values().forEach(port -> check(port, "Input", wholeInput, subject, spark, problems));
    outputs.values().forEach(port -> check(port, "Output", wholeOutput, subject, spark, problems));
    return new Reading(
        Optional.of(
            new StepClass(
                className,
                spark,
                parameters,
                input,
                output,
                wholeInput,
                wholeOutput,
                inputs,
                outputs)),
        problems);
  }

  private boolean isWhole(TypeName type) {
    String raw = type.raw();
    return custom.contains(raw)
        || classes.kind(type, custom) != ValueKind.VALUE
        || !json.isComposite(raw);
  }

  private Map<String, Port> ports(
      TypeName type, Class<?> none, String whole, String subject, List<String> problems) {
    Map<String, Port> ports = new LinkedHashMap<>();
    if (type.raw().equals(none.getName())) {
      return ports;
    }
    if (isWhole(type)) {
      ports.put(whole, port(whole, type));
      return ports;
    }
    JsonTypes.Composite composite = json.composite(type.raw());
    composite.problem().ifPresent(problem -> problems.add(subject + " " + problem));
    composite.list().forEach(each -> ports.put(each.name(), port(each.name(), each.type())));
    return ports;
  }

  private Port port(String name, TypeName type) {
    boolean optional = JsonTypes.isOptional(type.raw());
    TypeName inner = optional ? type.argument(0) : type;
    boolean list = inner.raw().equals("java.util.List");
    TypeName element = list ? inner.argument(0) : inner;
    return new Port(name, classes.kind(element, custom), type, optional, list);
  }

  private void check(
      Port port,
      String direction,
      boolean whole,
      String subject,
      boolean spark,
      List<String> problems) {
    String sentence =
        whole ? direction + " of " + subject : direction + " '" + port.name() + "' of " + subject;
    if (port.kind() == ValueKind.VALUE) {
      problems.addAll(
          json.problems(
              port.type(),
              path ->
                  path.isEmpty()
                      ? sentence
                      : direction
                          + " '"
                          + (whole ? path : port.name() + "." + path)
                          + "' of "
                          + subject,
              ""));
    } else if (!spark && port.kind() != ValueKind.FILE) {
      problems.add(
          sentence
              + " is a "
              + port.element()
              + ", which a plain Step cannot take or give. Hand over a list of records or a file,"
              + " or make the step a SparkStep.");
    }
  }

  private static Reading refused(String problem) {
    return new Reading(Optional.empty(), List.of(problem));
  }

  static String capitalized(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}

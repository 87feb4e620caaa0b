// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.StepNode;
import dev.outrider.step.TypedStep;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import java.lang.reflect.MalformedParameterizedTypeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The planning of one pipeline: gathers every problem before it gives up. */
final class PipelinePlanning {

  private final Pipeline pipeline;
  private final Locations locations;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<StepNode<?, ?>, Integer> numbers = new IdentityHashMap<>();
  private final Map<StepNode<?, ?>, Optional<StepClass>> stepClasses = new IdentityHashMap<>();

  /** Steps of which a problem is told already; the same would be found again in their values. */
  private final Set<StepNode<?, ?>> flawed = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Map<ClassLoader, StepClassReader> readers = new IdentityHashMap<>();
  private final Map<ClassLoader, Set<String>> custom = new IdentityHashMap<>();

  PipelinePlanning(Pipeline pipeline, Locations locations) {
    this.pipeline = pipeline;
    this.locations = locations;
    for (StepNode<?, ?> node : pipeline.steps()) {
      numbers.put(node, numbers.size());
    }
  }

  /**
   * @param binding binds the parameters, and adds problems to the list
   * @param operators whether a Spark step needs a step operator
   */
  Plan plan(Function<List<String>, ParameterBinding> binding, boolean operators)
      throws PlanningException {
    List<String> found = new ArrayList<>();
    Names.check("The pipeline", pipeline.name(), found);
    ParameterBinding parameters = binding.apply(found);
    checkStepNames(found);
    if (pipeline.steps().isEmpty()) {
      found.add(
          "Pipeline '" + pipeline.name() + "' has no steps; define one with p.step(NAME, STEP).");
    }
    problems.addAll(found);
    pipeline.steps().forEach(node -> stepClasses.put(node, read(node)));
    StepOrder order = order();
    List<PlannedStep> planned = new ArrayList<>();
    for (StepNode<?, ?> node : pipeline.steps()) {
      try {
        plan(node, parameters, operators).ifPresent(planned::add);
      } catch (UnreadableClassException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new PlanningException("pipeline '" + pipeline.name() + "'", List.copyOf(problems));
    }
    return new Plan(
        pipeline.name(), parameters.json(), order.order().stream().map(planned::get).toList());
  }

  private void checkStepNames(List<String> found) {
    Set<String> names = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (StepNode<?, ?> node : pipeline.steps()) {
      Names.check("A step", node.name(), found);
      if (!names.add(node.name()) && twice.add(node.name())) {
        found.add("Step '" + node.name() + "' is defined more than once; give each its own name.");
      }
    }
  }

  private Optional<StepClass> read(StepNode<?, ?> node) {
    ClassLoader loader = loader(node.step());
    StepClassReader reader = readers.get(loader);
    if (reader == null) {
      Materializers materializers = Materializers.on(loader);
      problems.addAll(materializers.problems());
      custom.put(loader, materializers.types());
      reader = new StepClassReader(new ClassFiles(loader), materializers.types());
      readers.put(loader, reader);
    }
    StepClassReader.Reading reading;
    try {
      reading = reader.read(node.step().getClass().getName(), "step '" + node.name() + "'");
    } catch (UnreadableClassException e) {
      problems.add(e.getMessage());
      flawed.add(node);
      return Optional.empty();
    }
    problems.addAll(reading.problems());
    if (!reading.problems().isEmpty()) {
      flawed.add(node);
    }
    return reading.stepClass();
  }

  private StepOrder order() {
    List<Set<Integer>> predecessors = new ArrayList<>();
    for (StepNode<?, ?> node : pipeline.steps()) {
      predecessors.add(predecessors(node));
    }
    StepOrder order = new StepOrder(predecessors);
    for (List<Integer> cycle : order.cycles()) {
      problems.add(
          "Steps "
              + StepOrder.path(cycle, step -> pipeline.steps().get(step).name())
              + " wait for each other; remove one of these connections.");
    }
    return order;
  }

  /** The steps of this pipeline that one waits for, by number. */
  private Set<Integer> predecessors(StepNode<?, ?> node) {
    Set<Integer> predecessors = new TreeSet<>();
    for (StepNode<?, ?> each : node.predecessors()) {
      if (numbers.containsKey(each)) {
        predecessors.add(numbers.get(each));
      } else {
        problems.add(
            "Step '"
                + node.name()
                + "' waits for step '"
                + each.name()
                + "' of another pipeline; name a step of this one.");
      }
    }
    for (Artifact<?> artifact : StepWiring.artifactsOf(node)) {
      if (artifact instanceof Artifact.StepOutput<?> output && numbers.containsKey(output.step())) {
        predecessors.add(numbers.get(output.step()));
      }
    }
    return predecessors;
  }

  private Optional<PlannedStep> plan(
      StepNode<?, ?> node, ParameterBinding parameters, boolean operators) {
    List<String> found = new ArrayList<>();
    Optional<PlannedStep> planned =
        stepClasses.get(node).flatMap(type -> plan(node, type, parameters, operators, found));
    SettingsCheck.check(node, found);
    problems.addAll(found);
    return planned;
  }

  private Optional<PlannedStep> plan(
      StepNode<?, ?> node,
      StepClass type,
      ParameterBinding parameters,
      boolean operators,
      List<String> found) {
    ClassLoader loader = loader(node.step());
    ClassFiles classes = readers.get(loader).classes();
    if (operators && type.spark() && node.operator().isEmpty()) {
      found.add(
          "Step '"
              + node.name()
              + "' needs Spark but names no step operator; add .on(\"local\") to it, or the name of"
              + " another step operator.");
    }
    ArtifactPlanning artifacts =
        new ArtifactPlanning(
            parameters, stepClasses, classes, custom.get(loader), locations, found);
    Map<String, PlannedInput> inputs = StepWiring.inputs(node, type, classes, artifacts, found);
    Set<String> predecessors = new LinkedHashSet<>();
    predecessors(node).forEach(number -> predecessors.add(pipeline.steps().get(number).name()));
    if (flawed.contains(node)) {
      return Optional.empty();
    }
    return value(node, found)
        .map(
            value ->
                new PlannedStep(
                    node.name(),
                    type,
                    value,
                    inputs,
                    node.operator(),
                    node.resources(),
                    node.retry(),
                    node.deadlines(),
                    node.caching(),
                    predecessors));
  }

  /** The step itself as JSON, which must read back where it runs. */
  private static Optional<JsonText> value(StepNode<?, ?> node, List<String> found) {
    String subject = "Step '" + node.name() + "'";
    try {
      String json = JsonForm.write(node.step(), node.step().getClass(), subject);
      JsonForm.read(json, node.step().getClass(), subject);
      return Optional.of(new JsonText(json));
    } catch (JsonFormException e) {
      found.add(e.getMessage());
    } catch (LinkageError
        | TypeNotPresentException
        | MalformedParameterizedTypeException e) { // a stand-in is no more than a name
      found.add(subject + " cannot be written as JSON: " + e + ".");
    }
    return Optional.empty();
  }

  private static ClassLoader loader(TypedStep<?, ?> step) {
    return Optional.ofNullable(step.getClass().getClassLoader())
        .orElse(ClassLoader.getPlatformClassLoader());
  }
}

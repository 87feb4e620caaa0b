// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.ComponentReference;
import dev.outrider.pipeline.StepNode;
import dev.outrider.step.value.ValueKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the connections of one step, and says where each of its inputs comes from. */
final class StepWiring {

  private final StepNode<?, ?> node;
  private final StepClass stepClass;
  private final ComponentNames components;
  private final ArtifactPlanning artifacts;
  private final List<String> problems;
  private final Map<String, PlannedInput> inputs = new HashMap<>();
  private final Map<String, Integer> begun = new LinkedHashMap<>();
  private final Set<String> unconnected = new HashSet<>();
  private boolean unreadable;

  private StepWiring(
      StepNode<?, ?> node,
      StepClass stepClass,
      ClassFiles classes,
      ArtifactPlanning artifacts,
      List<String> problems) {
    this.node = node;
    this.stepClass = stepClass;
    this.components = new ComponentNames(classes);
    this.artifacts = artifacts;
    this.problems = problems;
  }

  /**
   * The inputs of a step by name, in the order of its class.
   *
   * @param classes what the step's class loader sees
   */
  static Map<String, PlannedInput> inputs(
      StepNode<?, ?> node,
      StepClass stepClass,
      ClassFiles classes,
      ArtifactPlanning artifacts,
      List<String> problems) {
    StepWiring wiring = new StepWiring(node, stepClass, classes, artifacts, problems);
    wiring.connect();
    Map<String, PlannedInput> ordered = new LinkedHashMap<>();
    for (String name : stepClass.inputs().keySet()) {
      Optional.ofNullable(wiring.inputs.get(name)).ifPresent(input -> ordered.put(name, input));
    }
    return ordered;
  }

  private void connect() {
    int whole = 0;
    for (StepNode.Connection connection : node.connections()) {
      if (connection.component().isEmpty()) {
        whole++;
        connectWhole(connection);
      } else {
        connectComponent(connection, connection.component().get());
      }
    }
    if (whole > 1) {
      problems.add(step() + " is connected as a whole " + whole + " times; keep one .from(...).");
    }
    if (whole > 0 && !begun.isEmpty()) {
      problems.add(
          step()
              + " is connected as a whole by .from(...) and by its components "
              + begun.keySet()
              + "; keep one of the two.");
    }
    begun.forEach(
        (name, times) -> {
          if (times > 1) {
            problems.add(input(name) + " is connected " + times + " times; keep one.");
          }
        });
    if (whole == 0 && !unreadable) {
      stepClass.inputs().values().forEach(this::checkConnected);
    }
  }

  private void checkConnected(Port port) {
    if (!port.optional() && !begun.containsKey(port.name())) {
      problems.add(
          stepClass.wholeInput()
              ? step() + " takes a " + port.type() + " but is not connected; add .from(...)."
              : input(port.name())
                  + " is not connected; add ."
                  + (port.list() && port.kind() != ValueKind.VALUE ? "listInput" : "input")
                  + "("
                  + components.reference(stepClass.input(), port.name())
                  + ").from(...).");
    }
  }

  private void connectWhole(StepNode.Connection connection) {
    if (stepClass.inputs().isEmpty()) {
      problems.add(step() + " takes no input; remove .from(...).");
      return;
    }
    String where = "The input of step '" + node.name() + "'";
    connection
        .artifact()
        .ifPresent(
            artifact -> {
              if (stepClass.wholeInput()) {
                Port port = stepClass.inputs().values().iterator().next();
                artifacts
                    .plan(artifact, stepClass.input(), where)
                    .ifPresent(input -> inputs.put(port.name(), input));
              } else {
                inputs.putAll(
                    artifacts.planParts(
                        artifact, stepClass.input(), stepClass.inputs().keySet(), where));
              }
            });
  }

  private void connectComponent(StepNode.Connection connection, ComponentReference reference) {
    if (stepClass.wholeInput() || stepClass.inputs().isEmpty()) {
      unreadable = true;
      problems.add(
          step()
              + (stepClass.inputs().isEmpty()
                  ? " takes no input; remove .input(" + reference + ")."
                  : " takes one value, a "
                      + stepClass.input()
                      + "; connect it by .from(...) alone, without .input("
                      + reference
                      + ")."));
      return;
    }
    ComponentNames.Found found =
        components.find(reference, stepClass.input(), stepClass.inputs().keySet());
    if (found.problem().isPresent()) {
      unreadable = true;
      problems.add("An input of step '" + node.name() + "' " + found.problem().get());
      return;
    }
    String name = found.name().orElseThrow();
    begun.merge(name, 1, Integer::sum);
    Port port = stepClass.inputs().get(name);
    if (connection.artifact().isEmpty()) {
      if (unconnected.add(name)) {
        problems.add(
            input(name)
                + " is not connected: ."
                + method(connection.form())
                + "("
                + components.reference(stepClass.input(), name)
                + ") is not followed by .from(...).");
      }
      return;
    }
    expected(port, connection.form())
        .flatMap(type -> artifacts.plan(connection.artifact().get(), type, input(name)))
        .ifPresent(input -> inputs.put(name, input));
  }

  /** The type that a connection's artifact must have. */
  private Optional<TypeName> expected(Port port, StepNode.Form form) {
    boolean fits =
        switch (form) {
          case PLAIN -> true;
          case OPTIONAL -> port.optional();
          case LIST -> port.list() && !port.optional();
        };
    if (!fits) {
      problems.add(
          input(port.name())
              + " is a "
              + port.type()
              + ", which ."
              + method(form)
              + " cannot fill; use .input.");
      return Optional.empty();
    }
    return Optional.of(form == StepNode.Form.OPTIONAL ? port.type().argument(0) : port.type());
  }

  private static String method(StepNode.Form form) {
    return switch (form) {
      case PLAIN -> "input";
      case OPTIONAL -> "optionalInput";
      case LIST -> "listInput";
    };
  }

  private String step() {
    return "Step '" + node.name() + "'";
  }

  private String input(String name) {
    return "Input '" + name + "' of step '" + node.name() + "'";
  }

  /** The artifacts that a step takes, each with what it is made of. */
  static List<Artifact<?>> artifactsOf(StepNode<?, ?> node) {
    List<Artifact<?>> all = new ArrayList<>();
    node.connections()
        .forEach(connection -> connection.artifact().ifPresent(each -> addAll(each, all)));
    return all;
  }

  private static void addAll(Artifact<?> artifact, List<Artifact<?>> all) {
    all.add(artifact);
    if (artifact instanceof Artifact.Source<?> source) {
      addAll(source.location(), all);
    }
    if (artifact instanceof Artifact.Several<?> several) {
      several.items().forEach(each -> addAll(each, all));
    }
  }
}

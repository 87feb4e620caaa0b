// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.materialize.Artifacts;
import dev.outrider.step.Materializer;
import dev.outrider.step.NoInput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import dev.outrider.step.Step;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.Parts;
import dev.outrider.step.value.StepSignature;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step's class: what it takes and gives, how to make the step of JSON, and how to call it. */
final class LoadedStep {

  private final String name;
  private final Class<?> type;
  private final StepSignature signature;
  private final Map<Class<?>, Materializer<?>> custom;

  private LoadedStep(
      String name, Class<?> type, StepSignature signature, Map<Class<?>, Materializer<?>> custom) {
    this.name = name;
    this.type = type;
    this.signature = signature;
    this.custom = custom;
  }

  static LoadedStep load(String name, String className, ClassLoader loader)
      throws BadInputException {
    try {
      Class<?> type = Class.forName(className, false, loader);
      return new LoadedStep(name, type, StepSignature.of(type), Artifacts.custom(loader));
    } catch (ClassNotFoundException e) {
      throw new BadInputException(
          "Step '"
              + name
              + "' is of class "
              + className
              + ", which is not in this bundle. Build the bundle again.",
          e);
    } catch (JsonFormException e) {
      throw new BadInputException("Step '" + name + "': " + e.getMessage(), e);
    }
  }

  boolean isSpark() {
    return signature.isSpark();
  }

  Map<Class<?>, Materializer<?>> custom() {
    return custom;
  }

  Set<Class<?>> customTypes() {
    return custom.keySet();
  }

  Map<String, Type> inputs() {
    return signature.inputs(customTypes());
  }

  Map<String, Type> outputs() {
    return signature.outputs(customTypes());
  }

  /** The step's components: what {@code --param} sets. */
  Parts parameters() {
    return Parts.of(type, "step '" + name + "'");
  }

  /** Makes the step of its parameters. */
  Object instance(JsonText parameters) throws BadInputException {
    try {
      return JsonForm.read(parameters.text(), type, "step '" + name + "'");
    } catch (JsonFormException e) {
      throw new BadInputException(capitalized(e.getMessage()), e);
    }
  }

  /** Runs the step on its inputs by name, and gives its outputs by name. */
  @SuppressWarnings("unchecked")
  Map<String, Object> run(Object step, Map<String, Object> inputs, SparkStepContext context)
      throws Exception {
    Object input = input(inputs);
    Object output =
        isSpark()
            ? ((SparkStep<Object, Object>) step).run(input, context)
            : ((Step<Object, Object>) step).run(input, context);
    return outputs(output);
  }

  private Object input(Map<String, Object> inputs) {
    if (signature.input() == NoInput.class) {
      return NoInput.NONE;
    }
    List<Object> values = new ArrayList<>();
    for (String each : inputs().keySet()) {
      values.add(inputs.get(each));
    }
    return signature.hasWholeInput(customTypes())
        ? values.get(0)
        : Parts.of(JsonForm.raw(signature.input()), "input").construct(values.toArray());
  }

  private Map<String, Object> outputs(Object output) {
    if (outputs().isEmpty()) {
      return Collections.emptyMap();
    }
    if (output == null) {
      throw new IllegalArgumentException(
          "Step '" + name + "' returned null. A step gives its output, or NoOutput.NONE.");
    }
    if (signature.hasWholeOutput(customTypes())) {
      return Collections.singletonMap(StepSignature.WHOLE_OUTPUT, output);
    }
    Parts parts = Parts.of(JsonForm.raw(signature.output()), "output");
    Map<String, Object> values = new LinkedHashMap<>();
    parts.list().forEach(part -> values.put(part.name(), parts.get(output, part)));
    return values;
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

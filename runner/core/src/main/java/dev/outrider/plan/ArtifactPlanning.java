// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Artifact;
import dev.outrider.pipeline.StepNode;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns artifacts into planned inputs, and compares their declared types with what is wanted. */
final class ArtifactPlanning {

  private static final TypeName DATASET =
      TypeName.of("org.apache.spark.sql.Dataset", TypeName.of("org.apache.spark.sql.Row"));
  private static final TypeName MODEL = TypeName.of("org.apache.spark.ml.PipelineModel");
  private static final TypeName LOCATION = TypeName.of(URI.class);

  private final ParameterBinding parameters;
  private final Map<StepNode<?, ?>, Optional<StepClass>> steps;
  private final ClassFiles classes;
  private final Set<String> custom;
  private final Locations locations;
  private final List<String> problems;

  /**
   * @param steps the pipeline's own steps; without a class where that is at fault
   * @param classes what the class loader of the step that takes the artifacts sees
   */
  ArtifactPlanning(
      ParameterBinding parameters,
      Map<StepNode<?, ?>, Optional<StepClass>> steps,
      ClassFiles classes,
      Set<String> custom,
      Locations locations,
      List<String> problems) {
    this.parameters = parameters;
    this.steps = steps;
    this.classes = classes;
    this.custom = custom;
    this.locations = locations;
    this.problems = problems;
  }

  /**
   * Where an input comes from; empty where that cannot be told, and a problem was added, or there
   * was one before.
   *
   * @param type the declared type that is wanted
   * @param where begins the sentence of a problem: {@code Input 'trees' of step 'train'}
   */
  Optional<PlannedInput> plan(Artifact<?> artifact, TypeName type, String where) {
    if (artifact instanceof Artifact.Parameter<?> parameter) {
      return parameter(parameter, type, where);
    }
    if (artifact instanceof Artifact.Constant<?> constant) {
      return constant(constant.value(), type, where);
    }
    if (artifact instanceof Artifact.Source<?> source) {
      Optional<PlannedInput> location =
          plan(source.location(), LOCATION, "The location of " + lowered(where));
      boolean fits =
          check(source.kind().equals("model") ? MODEL : DATASET, type, where, "a source");
      return location
          .filter(each -> fits)
          .map(
              each ->
                  new PlannedInput.Source(source.kind(), source.format(), each, source.options()));
    }
    if (artifact instanceof Artifact.StepOutput<?> output) {
      return output(output, type, where);
    }
    Artifact.Several<?> several = (Artifact.Several<?>) artifact;
    List<PlannedInput> items = new ArrayList<>();
    for (int i = 0; i < several.items().size(); i++) {
      plan(several.items().get(i), type.argument(0), "Item " + i + " of " + lowered(where))
          .ifPresent(items::add);
    }
    return items.size() == several.items().size()
        ? Optional.of(new PlannedInput.Several(items))
        : Optional.empty();
  }

  /** Where the parts of a composite input come from, when it is connected as a whole. */
  Map<String, PlannedInput> planParts(
      Artifact<?> artifact, TypeName type, Collection<String> names, String where) {
    Map<String, PlannedInput> parts = new LinkedHashMap<>();
    Optional<PlannedInput> whole = plan(artifact, type, where);
    if (whole.isEmpty()) {
      return parts;
    }
    for (String name : names) {
      if (whole.get() instanceof PlannedInput.Composite composite) {
        Optional.ofNullable(composite.members().get(name)).ifPresent(each -> parts.put(name, each));
      } else if (whole.get() instanceof PlannedInput.Value value) {
        JsonForm.member(value.json().text(), name, where)
            .ifPresent(member -> parts.put(name, new PlannedInput.Value(member)));
      } else {
        parts.put(name, new PlannedInput.Member(whole.get(), name));
      }
    }
    return parts;
  }

  private Optional<PlannedInput> parameter(
      Artifact.Parameter<?> parameter, TypeName type, String where) {
    String what = "parameter '" + parameter.name() + "'";
    if (!parameters.owns(parameter)) {
      problems.add(
          where + " is connected to " + what + " of another pipeline; define it in this one.");
      return Optional.empty();
    }
    Optional<TypeName> given = parameters.type(parameter);
    if (given.isEmpty() || !check(given.get(), type, where, what)) {
      return Optional.empty();
    }
    if (!parameters.isBound()) {
      return Optional.of(new PlannedInput.Unbound(parameter.name()));
    }
    return parameters.value(parameter).flatMap(value -> known(value, type, where));
  }

  private Optional<PlannedInput> constant(Object value, TypeName type, String where) {
    ValueKind kind = kindInside(type);
    if (kind != ValueKind.VALUE && kind != ValueKind.FILE) {
      return mismatch(TypeName.of(value.getClass()), type, where, "a constant");
    }
    return known(ParameterType.absolute(value, locations), type, where);
  }

  /** A value that is at hand, of a type that has a JSON form or is a file. */
  private Optional<PlannedInput> known(Object value, TypeName type, String where) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(inner -> known(inner, type.argument(0), where));
    }
    if (classes.kind(type, custom) == ValueKind.FILE && value instanceof Path path) {
      return Optional.of(new PlannedInput.File(Locations.fileUri(path)));
    }
    if (kindInside(type) == ValueKind.FILE && value instanceof List<?> list) {
      List<PlannedInput> items = new ArrayList<>();
      list.forEach(each -> known(each, type.argument(0), where).ifPresent(items::add));
      return Optional.of(new PlannedInput.Several(items));
    }
    return json(value, type, where).map(PlannedInput.Value::new);
  }

  private Optional<JsonText> json(Object value, TypeName type, String where) {
    try {
      Type loaded = LoadedType.of(type.boxed(), classes.loader());
      if (!JsonForm.raw(loaded).isInstance(value)) {
        mismatch(TypeName.of(value.getClass()), type, where, "a constant");
        return Optional.empty();
      }
      String json = JsonForm.write(value, loaded, where);
      JsonForm.read(json, loaded, where); // what does not read back is found here, not in the job
      return Optional.of(new JsonText(json));
    } catch (JsonFormException e) {
      problems.add(e.getMessage());
    } catch (ClassNotFoundException | LinkageError e) {
      problems.add(where + " is a " + type + ", whose class cannot be loaded: " + e + ".");
    }
    return Optional.empty();
  }

  private Optional<PlannedInput> output(
      Artifact.StepOutput<?> output, TypeName type, String where) {
    String step = output.step().name();
    if (!steps.containsKey(output.step())) {
      problems.add(
          where
              + " is connected to step '"
              + step
              + "' of another pipeline; connect it to a step of this one.");
      return Optional.empty();
    }
    Optional<StepClass> made = steps.get(output.step());
    if (made.isEmpty()) {
      return Optional.empty();
    }
    if (made.get().outputs().isEmpty()) {
      problems.add(
          where
              + " is connected to step '"
              + step
              + "', which gives no output; use .after(...) to wait for it.");
      return Optional.empty();
    }
    if (output.component().isEmpty()) {
      return wholeOutput(step, made.get(), type, where);
    }
    if (made.get().wholeOutput()) {
      problems.add(
          where
              + " is connected to a component of step '"
              + step
              + "', which gives one value, a "
              + made.get().output()
              + "; use .output() without a component.");
      return Optional.empty();
    }
    ComponentNames.Found found =
        new ComponentNames(classes)
            .find(output.component().get(), made.get().output(), made.get().outputs().keySet());
    if (found.problem().isPresent()) {
      problems.add(
          "The output of step '"
              + step
              + "' that "
              + lowered(where)
              + " is connected to "
              + found.problem().get());
      return Optional.empty();
    }
    Port port = made.get().outputs().get(found.name().orElseThrow());
    String what = "output '" + port.name() + "' of step '" + step + "'";
    return check(port.type(), type, where, what)
        ? Optional.of(new PlannedInput.Output(step, port.name()))
        : Optional.empty();
  }

  private Optional<PlannedInput> wholeOutput(
      String step, StepClass made, TypeName type, String where) {
    if (!check(made.output(), type, where, "the output of step '" + step + "'")) {
      return Optional.empty();
    }
    if (made.wholeOutput()) {
      String name = made.outputs().keySet().iterator().next();
      return Optional.of(new PlannedInput.Output(step, name));
    }
    Map<String, PlannedInput> members = new LinkedHashMap<>();
    made.outputs().keySet().forEach(name -> members.put(name, new PlannedInput.Output(step, name)));
    return Optional.of(new PlannedInput.Composite(members));
  }

  private boolean check(TypeName given, TypeName wanted, String where, String what) {
    if (new Assignability(classes, custom).fits(given, wanted)) {
      return true;
    }
    mismatch(given, wanted, where, what);
    return false;
  }

  private Optional<PlannedInput> mismatch(
      TypeName given, TypeName wanted, String where, String what) {
    problems.add(
        where
            + " is a "
            + wanted
            + " but is connected to "
            + what
            + ", which is a "
            + given
            + "; connect an artifact of its type.");
    return Optional.empty();
  }

  private ValueKind kindInside(TypeName type) {
    TypeName inner = JsonTypes.isOptional(type.raw()) ? type.argument(0) : type;
    return classes.kind(inner.raw().equals("java.util.List") ? inner.argument(0) : inner, custom);
  }

  private static String lowered(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
